from . import dms_followup_outcome
