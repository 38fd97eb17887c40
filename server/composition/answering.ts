import type { StartOptions } from '../boot/contract.ts'
import { createContext } from '../context/context.ts'
import { createTurnReader } from '../inbound/turn.ts'
import type { Media } from '../media/media.ts'
import type { Models } from '../models/models.ts'
import { createSettle } from '../outbound/settle.ts'
import { createRecords } from '../records/records.ts'
import { createToolResults } from '../redaction/tool-results.ts'
import type { RunsDeps } from '../runs/deps.ts'
import { createRuns } from '../runs/runs.ts'
import { createWindows } from '../runs/window.ts'
import { createUsage } from '../usage/usage.ts'
import type { Ground } from './ground.ts'
import type { Tasks } from './tasks.ts'
import type { Workshop } from './workshop.ts'

type Floor = 'db' | 'clock' | 'events' | 'newId' | 'config' | 'home' | 'redactor' | 'failpoint' | 'log'

/** What makes answers of messages: the runs, what their models get to read, what they may cost. */
export function createAnswering(
  deps: Pick<Ground, Floor> &
    Pick<RunsDeps, 'audit'> &
    Pick<Parameters<typeof createSettle>[0], 'findChannel' | 'isLetIn'> &
    Pick<Parameters<typeof createUsage>[0], 'post'> &
    Pick<Parameters<typeof createRecords>[0], 'sessions' | 'status'> & {
      workshop: Workshop
      models: Models
      media: Media
      tasks: Tasks
      /** What only tests replace. */
      replaced: Pick<StartOptions, 'mayLeave' | 'prepareRuns'>
    },
) {
  const { db, clock, events, newId, config, home, failpoint, log } = deps
  const { workshop, models, media, tasks, replaced } = deps
  const { agents, sandbox } = workshop
  const { prepareRuns = (runsDeps: RunsDeps) => runsDeps } = replaced
  const usage = createUsage({ db, clock, config, post: deps.post })
  const context = createContext({
    db,
    clock,
    newId,
    log: log.child('context'),
    windows: createWindows(db),
    targets: (sessionId) => usage.allow(models.targets(sessionId)),
    findAgent: agents.assign,
    ...(replaced.mayLeave ? { mayLeave: replaced.mayLeave } : {}),
  })
  const records = createRecords({
    db,
    clock,
    newId,
    sessions: deps.sessions,
    models,
    status: deps.status,
    jobs: tasks.jobs,
    tell: tasks.tell,
  })
  const runsDeps = prepareRuns({
    db,
    clock,
    events,
    agents,
    models: {
      targets: (...asked) => usage.allow(models.targets(...asked)),
      chosenBy: models.chosenBy,
    },
    prepare: context.prepare,
    spending: usage,
    workspace: home.workspace,
    policy: workshop.rules,
    settle: createSettle(deps),
    place: sandbox.place,
    owner: () => config().owner,
    bringFiles: workshop.bringFiles,
    readTurn: createTurnReader(models),
    readFile: media.readRunFile,
    results: createToolResults(deps.redactor),
    records: media.withSendFile(records, sandbox.takeFile),
    failpoint,
    log: log.child('runs'),
    audit: deps.audit,
    newId,
  })
  return { usage, context, runs: createRuns(runsDeps), settle: runsDeps.settle }
}
