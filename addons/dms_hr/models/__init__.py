# hr_version first: the public employee is a view that reads its columns
from . import dms_gate_log
from . import dms_gate_log_desk
from . import dms_gate_log_move
from . import dms_gate_pass
from . import dms_kiosk
from . import dms_labour_credit
from . import dms_pay_entry
from . import dms_register_field
from . import dms_skill_grade
from . import dms_team
from . import fleet_vehicle
from . import hr_version
from . import hr_employee
from . import hr_employee_public
from . import calendar_attendee
from . import calendar_event
