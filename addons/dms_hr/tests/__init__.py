from . import test_employee
from . import test_gate
from . import test_gate_desk
from . import test_gate_print
from . import test_rights
