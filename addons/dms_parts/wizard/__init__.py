from . import dms_parts_return
