from . import test_cash_session
from . import test_deposit
from . import test_payment
from . import test_payment_books
from . import test_refund
