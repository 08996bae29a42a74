from . import kiosk
from . import board
from . import report
from . import register
