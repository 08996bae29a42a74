from . import dms_gate_move
