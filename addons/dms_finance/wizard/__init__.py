from . import dms_cash_count
from . import dms_payment_register
