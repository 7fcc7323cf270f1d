"""Files that people bring: looked at first, then written, by work that outlives the page.

A domain declares an `Importer` by its kind (`Domain.imports`, `hub.domain.ports`); its pages call
the actions here, and everything between is done behind them:

    made = await imports.upload("people", by=by, name=file.filename, content=content)
    ...                       # PLANNING: the importer's `plan` runs in a lane; nothing is written
    job = await queries.one(import_id, by=by, kind="people")          # PLANNED: `job.plan` is shown
    await imports.start(job.id, by=by, version=job.version)           # APPLYING, then DONE
    ...                       # `job.report` says what was written; the file itself is gone

`plan_again` starts over with other options, `discard` forgets the file. An import is its owner's
alone; the importer says who may import at all, when the file comes and again whenever work begins.

An import is due work as a mail is (decision 0005): it is done at least once, by whichever node. One
whose `apply` calls `run.finish(report)` in the transaction of its last change is done exactly once.
What an importer refuses (`Invalid`) is told and ends the import; a `Conflict` while it is written
means that the plan is out of date, and it is planned again. After three attempts that broke or died
it is given up. Files and plans hold what the list holds, so everything is deleted after 30 days.
"""
