from . import dms_checklist_cancel
from . import dms_day_close_reopen
