from . import test_checklist
from . import test_checklist_score
from . import test_checklist_sign
from . import test_checklist_speed
from . import test_checklist_screen
from . import test_board
from . import test_kpi
from . import test_report
