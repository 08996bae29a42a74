from odoo import models


class IrAttachment(models.Model):
    """Photos on the customer's page: resized, by links that end."""

    _inherit = "ir.attachment"

    def _get_portal_pictures(self):
        """Paths of photos for a page without login.

        A phone photo of 10 MB is sent as a small picture; the large one waits for a tap.

        :return: [{"name", "small", "large"}]
        """
        pictures = []
        # sudo: released by the shop for exactly this page
        for photo in self.sudo().filtered(lambda one: (one.mimetype or "").startswith("image/")):
            token = photo._get_raw_access_token()
            pictures.append(
                {
                    "name": photo.name,
                    "small": f"/web/image/{photo.id}/640x640?access_token={token}",
                    "large": f"/web/image/{photo.id}/1920x1920?access_token={token}",
                }
            )
        return pictures
