from . import service_plan
