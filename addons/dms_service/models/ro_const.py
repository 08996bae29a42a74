"""Constants of the repair order: time points, stages, payers, fee kinds and private switches."""

# Time points T04…T28 of a visit: code -> (column on the order or None, English label).
EVENTS = {
    "T04": ("arrived_at", "Arrived"),
    "T05": ("reception_started_at", "Reception started"),
    "T06": ("received_at", "Received (keys taken)"),
    "T07": ("inspection_started_at", "Inspection started"),
    "T08": ("inspection_done_at", "Inspection done"),
    "T09": ("quoted_at", "Quoted"),
    "T10": ("authorised_at", "Authorised"),
    "T11": (None, "Promised"),
    "T12": ("dispatched_at", "Dispatched"),
    "T13": ("parts_requested_at", "Parts requested"),
    "T14": ("first_issue_at", "First parts issued"),
    "T15": ("parts_complete_at", "Parts complete"),
    "T16": ("work_started_at", "Work started"),
    "T17": ("work_done_at", "Work done"),
    "T18": ("qc_started_at", "Quality check started"),
    "T19": ("qc_passed_at", "Quality check passed"),
    "T20": ("wash_started_at", "Wash started"),
    "T21": ("wash_done_at", "Wash done"),
    "T22": ("ready_at", "Ready, customer told"),
    "T23": ("settled_at", "Settled"),
    "T24": ("paid_at", "Paid"),
    "T25": ("released_at", "Released"),
    "T26": ("delivered_at", "Left the shop"),
    "T27": ("followed_up_at", "Followed up"),
    "T28": ("archived_at", "Archived"),
}
# T11 has no column of its own: the promise is a value and may be given several times.
STAMP_FIELDS = {code: column for code, (column, _label) in EVENTS.items() if column}
STAMP_COLUMNS = frozenset(STAMP_FIELDS.values())

# T04 ≤ T05 ≤ … ≤ T26: a time point may not lie before an earlier one of this chain (E-113).
EVENT_CHAIN = [
    "T04",
    "T05",
    "T06",
    "T09",
    "T10",
    "T12",
    "T16",
    "T17",
    "T19",
    "T22",
    "T23",
    "T25",
    "T26",
]

REPAIR_STAGES = [
    ("expected", "Expected"),
    ("received", "Received"),
    ("inspecting", "Inspecting"),
    ("estimating", "Estimating"),
    ("quoted", "Waiting for Signature"),
    ("authorised", "Authorised"),
    ("dispatched", "Dispatched"),
    ("working", "In Work"),
    ("qc", "Quality Check"),
    ("washing", "Washing"),
    ("ready", "Ready"),
    ("settled", "Settled"),
    ("paid", "Paid"),
    ("released", "Released"),
    ("delivered", "Left the Shop"),
    ("closed", "Archived"),
    ("left", "Left Unrepaired"),
    ("void", "Void"),
]
# Stages by falling progress: the first whose time point exists is the stage of a confirmed order.
STAGE_BY_STAMP = [
    ("archived_at", "closed"),
    ("delivered_at", "delivered"),
    ("released_at", "released"),
    ("paid_at", "paid"),
    ("settled_at", "settled"),
    ("ready_at", "ready"),
    ("wash_started_at", "washing"),
    ("qc_started_at", "qc"),
    ("qc_passed_at", "qc"),
    ("work_started_at", "working"),
    ("dispatched_at", "dispatched"),
]

PAYER_TYPES = [
    ("customer", "Customer"),
    ("insurer", "Insurer"),
    ("warranty", "Manufacturer Warranty"),
    ("internal", "Internal"),
    ("goodwill", "Goodwill"),
]
# Paid by the shop itself: invoiced without VAT in the internal journal, no receivable remains.
OWN_PAYERS = ("internal", "goodwill")

FEE_KINDS = [
    ("labour", "Labour"),
    ("part", "Parts"),
    ("sublet", "Sublet Work"),
    ("diagnosis", "Diagnosis"),
    ("test", "Test"),
    ("other", "Other"),
    ("adjust", "Adjustment"),
]
# Billable only once the work is accepted at the final inspection.
WORK_KINDS = ("labour", "sublet", "diagnosis", "test")

REPAIR_CLASSES = [
    ("whole", "Whole Vehicle Overhaul"),
    ("assembly", "Assembly Overhaul"),
    ("level2", "Level 2 Maintenance"),
    ("level1", "Level 1 Maintenance"),
    ("minor", "Minor Repair"),
    ("special", "Special Repair"),
]
# From heaviest to lightest: the class of the order is the heaviest among its jobs.
REPAIR_CLASS_ORDER = [code for code, _label in REPAIR_CLASSES]
# A completion certificate is compulsory for these classes before hand-over (E-507).
CERTIFICATE_CLASSES = ("whole", "assembly", "level2")

TRADES = [
    ("mechanical", "Mechanical"),
    ("electrical", "Electrical"),
    ("body", "Body"),
    ("paint", "Paint"),
    ("beauty", "Beauty"),
    ("other", "Other"),
]
PART_GRADES = [
    ("genuine", "Genuine"),
    ("same_quality", "Same Quality"),
    ("aftermarket", "Aftermarket"),
    ("remanufactured", "Remanufactured"),
    ("repaired", "Repaired"),
    ("used", "Used"),
]
# Need the customer's explicit consent before they are fitted.
CONSENT_GRADES = ("remanufactured", "repaired", "used")

ZERO_PRICE_REASONS = [
    ("warranty", "Warranty"),
    ("package", "In a Package"),
    ("gift", "Gift"),
    ("rework", "Rework"),
    ("own", "Customer's Own Part"),
]
CHANNELS = [
    ("desk", "At the Desk"),
    ("portal", "Online"),
    ("paper", "Paper, Scanned"),
    ("phone", "Phone"),
    ("internal", "Internal Approval"),
]


class _Switch:
    """A context value that only server code can hold: it cannot arrive through a remote call."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"<switch {self.name}>"


# with_context(dms_stamp=STAMP_SWITCH): the caller is the event log and may write time columns.
STAMP_SWITCH = _Switch("stamp")
# with_context(dms_supplement_ok=SUPPLEMENT_SWITCH): order lines may be added or raised on an
# authorised order, because the customer agreed to them on a supplement (E-402 is lifted).
SUPPLEMENT_SWITCH = _Switch("supplement")
# with_context(dms_answer=ANSWER_SWITCH): the customer answers the estimate he was shown; taking off what
# he refused makes no new version of it.
ANSWER_SWITCH = _Switch("answer")
