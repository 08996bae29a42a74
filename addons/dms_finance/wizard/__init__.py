from . import dms_tender_mixin
from . import dms_refund_wizard_mixin
from . import dms_cash_count
from . import dms_deposit_refund
from . import dms_deposit_register
from . import dms_payment_register
from . import dms_settlement_refund
