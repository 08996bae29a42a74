from . import dms_checklist_cancel
from . import dms_day_close_reopen
from . import dms_register_ledger
from . import dms_register_load
from . import dms_register_rows
from . import dms_register_void
from . import dms_personal_data
