"""Rendering on the queue. The engine is chosen by ``SELFEVAL_TASK_ENGINE``."""

from __future__ import annotations

from django_tasks import task

from selfeval.services import documents


@task()
def render_document(document_id: int) -> bool:
    """Make the file of a requested document."""
    return documents.render(document_id)


def enqueue_document(document_id: int) -> None:
    """Put a requested document on the queue."""
    render_document.enqueue(document_id)
