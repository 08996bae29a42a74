from . import test_board
from . import test_clock
from . import test_dispatch
from . import test_duration
from . import test_floor_queries
from . import test_inspection
from . import test_kiosk
from . import test_time_points
