from . import (
    dms_ro_authorise,
    dms_ro_cancel,
    dms_ro_decide,
    dms_ro_decide_line,
    dms_ro_discount,
    dms_ro_package_add,
    dms_ro_promise,
    dms_ro_share,
)
from . import (
    dms_appointment_change,
    dms_call_reopen,
    dms_reception,
    dms_reception_vehicle,
    dms_service_declare,
)
