from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# What may still be written once a card is published.
FREE_FIELDS = {"active", "valid_to"}
FREQUENCIES = [
    ("daily", "Daily"),
    ("weekly", "Weekly"),
    ("monthly", "Monthly"),
    ("quarterly", "Quarterly"),
    ("yearly", "Yearly"),
    ("occasion", "On Occasion"),
]


class DmsCard(models.Model):
    """A card of duties, requirements or rules: published in versions, read and acknowledged by people."""

    _name = "dms.card"
    _description = "Card"
    _inherit = ["mail.thread", "mail.activity.mixin", "dms.step.mixin"]
    _order = "code, version desc, id desc"
    _check_company_auto = True
    _step_fields = ("state", "version", "previous_id", "issuer_id", "issued_at")

    code = fields.Char(
        string="Form", required=True, index=True, help="Code of the form, e.g. SV-21."
    )
    name = fields.Char(string="Title", required=True, translate=True)
    kind = fields.Selection(
        [
            ("job", "Job Description"),
            ("duty", "Responsibility Card"),
            ("staff", "Staff Requirements"),
            ("work", "Work Classification"),
            ("manual", "Service Manual"),
        ],
        required=True,
        default="duty",
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    version_note = fields.Char(
        translate=True,
        copy=False,
        help="What is new in this version; nothing is published without it.",
    )
    previous_id = fields.Many2one(
        "dms.card", string="Version before", readonly=True, copy=False, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Empty: every company.",
    )
    job_id = fields.Many2one("hr.job", string="Post", check_company=True)
    superior_job = fields.Char(string="Reports to", translate=True)
    partner_jobs = fields.Char(string="Works with", translate=True)
    holder_id = fields.Many2one(
        "hr.employee",
        check_company=True,
        help="The one person whose card it is; empty when everybody of the readers answers for it.",
    )
    scope = fields.Char(help="Bay, area or equipment the card is about.")
    reader_group_ids = fields.Many2many(
        "res.groups",
        "dms_card_reader_rel",
        string="Read by",
        help="Every person of these roles acknowledges the card.",
    )
    valid_from = fields.Date(copy=False)
    valid_to = fields.Date(copy=False)
    body = fields.Html(string="Text", translate=True)
    line_ids = fields.One2many("dms.card.line", "card_id", string="Lines", copy=True)
    receipt_ids = fields.One2many("dms.card.receipt", "card_id", string="Receipts")
    reader_count = fields.Integer(compute="_compute_receipts")
    read_count = fields.Integer(string="Acknowledged", compute="_compute_receipts")
    is_waiting_for_me = fields.Boolean(
        compute="_compute_receipts", search="_search_is_waiting_for_me"
    )
    issuer_id = fields.Many2one("res.users", string="Published by", readonly=True, copy=False)
    issued_at = fields.Datetime(string="Published on", readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("published", "Published"),
            ("acknowledged", "Acknowledged by All"),
            ("superseded", "Replaced"),
            ("revoked", "Revoked"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    active = fields.Boolean(default=True)

    _version_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0), COALESCE(holder_id, 0), COALESCE(scope, ''), version)",
        "This version of the card exists already.",
    )
    _one_in_force = models.UniqueIndex(
        "(code, COALESCE(company_id, 0), COALESCE(holder_id, 0), COALESCE(scope, '')) "
        "WHERE state IN ('published', 'acknowledged')",
        "Another version of this card is in force.",
    )

    @api.depends("holder_id")
    def _compute_company_id(self):
        """The card of one person belongs to his company."""
        for card in self:
            # sudo: whoever writes the card, only the company is taken
            card.company_id = card.holder_id.sudo().company_id or card.company_id

    @api.depends("receipt_ids.state")
    @api.depends_context("uid")
    def _compute_receipts(self):
        groups = self.env["dms.card.receipt"]._read_group(
            [("card_id", "in", self.ids)], ["card_id", "state"], ["__count"]
        )
        mine = self.env["dms.card.receipt"].search(
            [("card_id", "in", self.ids), ("user_id", "=", self.env.uid), ("state", "=", "open")]
        )
        counts = {(card.id, state): count for card, state, count in groups}
        for card in self:
            done = counts.get((card.id, "done"), 0)
            card.read_count = done
            card.reader_count = done + counts.get((card.id, "open"), 0)
            card.is_waiting_for_me = card in mine.card_id

    def _search_is_waiting_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            (
                "receipt_ids",
                "any",
                [("user_id", "=", self.env.uid), ("state", "=", "open")],
            ),
            ("state", "=", "published"),
        ]

    @api.depends("code", "name", "version")
    def _compute_display_name(self):
        for card in self:
            card.display_name = f"{card.code} {card.name} V{card.version}"

    @api.constrains("valid_from", "valid_to")
    def _check_dates(self):
        for card in self:
            if card.valid_from and card.valid_to and card.valid_to <= card.valid_from:
                raise ValidationError(self.env._("The card must end after it begins."))

    def write(self, vals):
        """A published card is what people have signed: only a new version changes it.

        :raises UserError: wording of a published card is written
        """
        self._deny_direct(vals)
        typed = {
            name
            for name in set(vals) - FREE_FIELDS
            if not name.startswith(("message_", "activity_", "website_message_"))
        }
        if not self.env.su and typed and any(card.state != "draft" for card in self):
            raise UserError(self.env._("The card is published: make a new version to change it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(card.state != "draft" for card in self):
            raise UserError(self.env._("A card that was published is kept: revoke it instead."))

    def _set(self, vals):
        """Write what the buttons decide, after their checks."""
        # sudo: state, issuer and dates of a card follow from its buttons alone
        return self.sudo().write(vals)

    def action_publish(self):
        """Put the version in force; the one before is superseded, the readers are asked."""
        self.check_access("write")
        for card in self.filtered(lambda one: one.state == "draft"):
            card._check_publish()
            card.previous_id.filtered(
                lambda one: one.state in ("published", "acknowledged")
            )._supersede()
            self.env.flush_all()
            card._set(
                {
                    "state": "published",
                    "issuer_id": self.env.uid,
                    "issued_at": fields.Datetime.now(),
                    "valid_from": card.valid_from or fields.Date.context_today(card),
                }
            )
            card._ask_readers()
        return True

    def _check_publish(self):
        """Refuse a version without a note or without duties.

        :raises UserError: saying what is missing
        """
        self.ensure_one()
        if not (self.version_note or "").strip():
            raise UserError(self.env._("Write the version note: what is new in this version?"))
        if not self.line_ids:
            raise UserError(self.env._("The card has no lines: enter the duties first."))
        self.line_ids._check_due_rule()

    def _supersede(self):
        """Out of force from today; a card that began today ends tomorrow, as a day is the least."""
        today = fields.Date.context_today(self)
        for card in self:
            end = max(today, (card.valid_from or today) + timedelta(days=1))
            card._set({"state": "superseded", "valid_to": end})
        open_ones = self.receipt_ids.filtered(lambda one: one.state == "open")
        open_ones.sudo().unlink()  # sudo: nobody is asked to sign a version out of force
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def _get_readers(self):
        """Employees who acknowledge the card: its holder, or everybody of the roles named."""
        self.ensure_one()
        # sudo: as below
        people = self.env["hr.employee"].sudo()
        if self.holder_id:
            # sudo: who reads a card is decided by roles, whatever the issuer may see of people
            return self.holder_id.sudo()
        if not self.reader_group_ids:
            return people
        domain = [("user_id.all_group_ids", "in", self.reader_group_ids.ids)]
        if self.company_id:
            domain.append(("company_id", "=", self.company_id.id))
        return people.search(domain)

    def _ask_readers(self):
        """One receipt and one activity per person."""
        self.ensure_one()
        people = self._get_readers()
        # sudo: receipts are opened by publishing alone
        self.env["dms.card.receipt"].sudo().create(
            [{"card_id": self.id, "employee_id": person.id} for person in people]
        )
        for user in people.user_id:
            # sudo: the task is another person's
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Read and acknowledge %(card)s", card=self.display_name),
                user_id=user.id,
            )

    def action_acknowledge(self):
        """Sign that the card in force was read; each person for himself.

        :raises UserError: the version is not in force, or the card asks somebody else
        """
        for card in self:
            if card.state in ("superseded", "revoked", "draft"):
                raise UserError(self.env._("This version is not in force: open the current one."))
            receipt = card.receipt_ids.filtered(lambda one: one.user_id == self.env.user)
            if not receipt:
                # sudo: the sentence names who has to sign, nothing else of them
                names = ", ".join(card.sudo().receipt_ids.employee_id.mapped("name")[:5])
                raise UserError(
                    self.env._("Only %(people)s can acknowledge this card.", people=names or "—")
                )
            receipt._acknowledge()
        return True

    def action_new_version(self):
        """Draft of the next version, opened for editing; the one in force stays until it is published."""
        self.ensure_one()
        draft = self.search([("previous_id", "=", self.id), ("state", "=", "draft")], limit=1)
        if not draft:
            vals = {"previous_id": self.id, "version": self.version + 1}
            draft = self._step().copy(vals).with_env(self.env)
        return draft._get_records_action(name=draft.display_name, context={})

    def action_revoke(self):
        """Out of force without a successor, e.g. the holder left."""
        self.check_access("write")
        cards = self.filtered(lambda one: one.state in ("published", "acknowledged"))
        cards._supersede()
        cards._set({"state": "revoked"})
        return True

    def action_print(self):
        """Print the card; work classifications lie across the page."""
        name = "action_report_card_landscape" if self[:1].kind == "work" else "action_report_card"
        return self.env.ref(f"dms_base.{name}").report_action(self)

    def _print_signatures(self):
        """Labels of the signature boxes."""
        if self.kind in ("work", "staff"):
            return [self.env._("General Manager"), self.env._("Service Manager")]
        return [self.env._("Employee"), self.env._("Superior"), self.env._("HR")]

    def _print_sections(self):
        """Lines under their section headings, in order: list of (heading, lines)."""
        self.ensure_one()
        sections = []
        for line in self.line_ids:
            heading = line.section or ""
            if not sections or sections[-1][0] != heading:
                sections.append((heading, self.env["dms.card.line"]))
            sections[-1] = (heading, sections[-1][1] | line)
        return sections

    def _print_body(self):
        """QWeb template of the card's lines; addons give a kind a table of its own."""
        if self.kind == "work":
            return "dms_base.card_body_work"
        return "dms_base.card_body_duty"
