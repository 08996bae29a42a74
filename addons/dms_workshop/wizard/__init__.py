from . import dms_dispatch_create
from . import dms_dispatch_stop
