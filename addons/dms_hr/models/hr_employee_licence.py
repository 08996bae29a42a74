from odoo import fields, models

# Classes of vehicle each licence permits besides its own: 机动车驾驶证申领和使用规定, annex 1.
PERMITS = {
    "A1": ("A3", "B1", "B2", "C1", "C2"),
    "A2": ("B1", "B2", "C1", "C2"),
    "A3": ("C1", "C2"),
    "B1": ("C1", "C2"),
    "B2": ("C1", "C2"),
    "C1": ("C2",),
    "C2": (),
}
USUAL_CLASS = "C1"


class HrEmployee(models.Model):
    """Whether a person may drive: the licence is a certificate with its class and its last day."""

    _inherit = "hr.employee"

    def _get_licence_problem(self, needed=None, day=None):
        """Why the person may not drive a vehicle on a day.

        :param needed: class of the vehicle, a key of `PERMITS`; C1 by default
        :param day: date, today by default
        :return: one sentence, None when the person may drive
        """
        self.ensure_one()
        needed = needed or USUAL_CLASS
        day = day or fields.Date.context_today(self)
        # sudo: whether a licence is valid may be asked by anyone who sends somebody on the road
        person = self.sudo()
        kind = self.env.ref("dms_hr.hr_skill_type_licence", raise_if_not_found=False)
        held = person.env["hr.employee.skill"].search(
            [("employee_id", "=", person.id), ("skill_type_id", "=", kind.id if kind else 0)]
        )
        if not held:
            return self.env._("%(name)s has no driving licence on file.", name=person.name)
        right = held.filtered(
            lambda one: needed == one.skill_id.name or needed in PERMITS.get(one.skill_id.name, ())
        )
        if not right:
            return self.env._(
                "The licence %(held)s of %(name)s does not permit class %(needed)s.",
                held=", ".join(sorted(set(held.skill_id.mapped("name")))),
                name=person.name,
                needed=needed,
            )
        if right.filtered(lambda one: not one.valid_to or one.valid_to >= day):
            return None
        return self.env._(
            "The driving licence of %(name)s expired on %(day)s.",
            name=person.name,
            day=max(right.mapped("valid_to")),
        )
