from . import test_events, test_print, test_guards, test_order_flow, test_settlement, test_supplement
from . import (
    test_appointment,
    test_appointment_board,
    test_booking,
    test_odometer,
    test_queue,
    test_vehicle,
)
