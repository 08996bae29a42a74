from . import dms_complaint
from . import dms_complaint_cause
from . import dms_complaint_stage
from . import dms_followup
from . import dms_followup_attempt
from . import dms_followup_rule
from . import dms_followup_script
from . import sale_order
