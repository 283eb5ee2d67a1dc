"""One evaluation: task list, sections, scoring, check, submission, documents."""
