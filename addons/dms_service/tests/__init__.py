from . import (
    test_authority,
    test_cockpit,
    test_events,
    test_guards,
    test_inspection,
    test_kpi,
    test_order_flow,
    test_portal,
    test_privacy,
    test_print,
    test_repair_rights,
    test_reports,
    test_settlement,
    test_step_queries,
    test_supplement,
)
from . import (
    test_appointment,
    test_appointment_board,
    test_booking,
    test_call_log,
    test_odometer,
    test_projection,
    test_queue,
    test_vehicle,
    test_walk_around,
)
from . import test_kpi_registry
