"""Background work of machine translation: services may take a minute for a long text. Enqueued by the actions."""

from django_tasks import task

from twinning.translations.exchange import machine
from twinning.translations.exchange.engines import Failed
from twinning.translations.exchange.models import MachineRun

State = MachineRun.State


@task()
def translate_run(run_id: int) -> None:
    """Translate what waits under this number; a run that is done or gone is left alone."""
    run = MachineRun.objects.filter(pk=run_id, state=State.WAITING).select_related("started_by").first()
    if run is None:
        return
    try:
        if run.content is None or run.started_by is None:
            raise Failed("gone")
        done = machine.translate_object(run.content, run.language, run.started_by)
    except Failed as error:
        _finish(run, state=State.FAILED, problem=error.code, detail=error.detail)
    else:
        _finish(run, state=State.DONE, engine=done.engine, signs=done.signs)


def _finish(run: MachineRun, **values: str | int) -> None:
    """Keep how it went, unless another worker was faster."""
    MachineRun.objects.filter(pk=run.pk, state=State.WAITING).update(**values)
