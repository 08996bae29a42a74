from . import dms_gate_emergency
from . import dms_gate_void
