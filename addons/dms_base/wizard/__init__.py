from . import dms_checklist_cancel
