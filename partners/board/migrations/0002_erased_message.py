"""An erased slip keeps no message either, whatever its state."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("board", "0001_board")]

    operations = [
        migrations.RemoveConstraint(model_name="slip", name="board_slip_message"),
        migrations.AddConstraint(
            model_name="slip",
            constraint=models.CheckConstraint(
                condition=~models.Q(state__in=["returned", "declined"])
                | ~models.Q(message="")
                | models.Q(erased_at__isnull=False),
                name="board_slip_message",
                violation_error_message="Say why: the owner reads it.",
            ),
        ),
    ]
