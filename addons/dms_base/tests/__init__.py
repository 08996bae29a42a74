from . import test_checklist
from . import test_checklist_score
from . import test_checklist_sign
from . import test_checklist_speed
