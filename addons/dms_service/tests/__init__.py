from . import (
    test_cockpit,
    test_events,
    test_guards,
    test_kpi,
    test_order_flow,
    test_portal,
    test_print,
    test_repair_rights,
    test_reports,
    test_settlement,
    test_supplement,
)
from . import (
    test_appointment,
    test_appointment_board,
    test_booking,
    test_odometer,
    test_projection,
    test_queue,
    test_vehicle,
)
