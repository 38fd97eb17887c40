import { randomUUID } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { countPendingApprovals } from '#db/queries/approvals.ts'
import { commandEnvironment } from '#protocol/exec/environment.ts'
import { startAgents } from './agents/pool.ts'
import { findProxy } from './agents/proxy.ts'
import { createAccess } from './auth/access.ts'
import { createAncestry } from './auth/ancestry/ancestry.ts'
import { createJobs } from './automation/jobs.ts'
import { startScheduler } from './automation/scheduler.ts'
import { canConfine, findCommandGuard } from './boot/command-guard.ts'
import type { RunningGateway, StartOptions } from './boot/gateway.ts'
import { type RunOptions, runAsProcess } from './boot/run.ts'
import { createShutdown } from './boot/shutdown.ts'
import type { Channel } from './channels/channel.ts'
import { createChatApps } from './channels/chat-apps.ts'
import { createLocalChannel } from './channels/local-channel.ts'
import { createContext } from './context/context.ts'
import { createEdge } from './edge.ts'
import { createHub } from './gateway/hub.ts'
import { layGround } from './ground.ts'
import { createChat } from './inbound/chat.ts'
import { createCommands } from './inbound/commands/commands.ts'
import { createReply } from './inbound/commands/replies.ts'
import { createPrivacy } from './inbound/lift-privacy.ts'
import { startPruning } from './inbound/pruning.ts'
import { createTurnReader } from './inbound/turn.ts'
import { startKeeping } from './keeping/keeping.ts'
import { startMedia } from './media/media.ts'
import { startModels } from './models/start.ts'
import { createPost } from './outbound/post.ts'
import { createReport } from './outbound/report.ts'
import { createSettle } from './outbound/settle.ts'
import { createOutboxFeature } from './outbound/trouble.ts'
import { createWayOut } from './outbound/way-out.ts'
import { createOutside } from './outside.ts'
import { SESSION_CHANNEL } from './own-channels.ts'
import { createPeople } from './people.ts'
import { startPush } from './push/push.ts'
import { createRecords } from './records/records.ts'
import { createTell } from './records/tell.ts'
import { createToolResults } from './redaction/tool-results.ts'
import type { Runs } from './runs/contract.ts'
import type { RunsDeps } from './runs/deps.ts'
import { createRuns } from './runs/runs.ts'
import { createWindows } from './runs/window.ts'
import { createBringFiles } from './sandbox/attachments.ts'
import { createSandbox } from './sandbox/sandbox.ts'
import { backupsSince } from './sessions/backups-since.ts'
import { createFileFinder } from './sessions/find-files.ts'
import { createKeptResults } from './sessions/kept-results.ts'
import { createSessions } from './sessions/sessions.ts'
import { createUpkeep } from './sessions/upkeep.ts'
import { createStatus } from './status/status.ts'
import { createUsage } from './usage/usage.ts'
import { openWayIn } from './way-in.ts'
import { createWhy } from './why/why.ts'

/** How long running answers may take to end when the gateway stops; the others go on at the next start. */
const DRAIN_MS = 4_000
const SNAPSHOT_MESSAGES = 80
/** How many days `/usage` sums up. */
const USAGE_DAYS = 30

/**
 * Boots the gateway in numbered steps and puts its parts together; there is no other logic in here.
 * Rejects with an AppError that says what to do; what had been started by then is stopped.
 */
export async function startGateway(options: StartOptions): Promise<RunningGateway> {
  const shutdown = createShutdown()
  try {
    return await boot(options, shutdown)
  } catch (error) {
    await shutdown.run(undefined)
    throw error
  }
}

async function boot(
  options: StartOptions,
  shutdown: ReturnType<typeof createShutdown>,
): Promise<RunningGateway> {
  const newId = () => randomUUID()

  // 1–5. What everything stands on; behind the door that it leaves shut.
  const ground = await layGround(options, shutdown)
  const { env, clock, failpoint, installation, version, home, lock, log } = ground
  const { events, watch, config, tokens, keys, database, door, port } = ground
  const { db } = database

  const access = createAccess({
    db,
    clock,
    redact: log.redact,
    publish: events.system,
    tokenFile: home.tokenFile,
    port,
    otherSecrets: [...watch.current().secrets, ...env.secrets, ...tokens.secrets(), ...keys.secrets()],
  })
  const { audit, credentials } = access
  log.hide([credentials.token])
  shutdown.add('access', access.stop)

  // 6. The agents: they start while the rest is put together.
  const bwrap = findCommandGuard(env.lookup('PATH'))
  const instances = config().agents.instances
  const masked = [home.state, home.configFile]
  const sandbox = createSandbox({
    db,
    clock,
    log: log.child('sandbox'),
    config,
    home: home.root,
    workspace: home.workspace,
    events,
    agents: () => agents,
    answerPolicy: (question) => runs.policy.answer(question),
  })
  shutdown.add('sandbox', sandbox.stop)
  const agents = startAgents({
    instances,
    entry: installation.agentEntry,
    environment: env.lookup,
    configuration: { workspace: home.workspace, masked, bwrap, proxy: findProxy(env.lookup) },
    sandbox: sandbox.pool,
    hooks: () => runs.hooks,
    onModelTried: (tried) => answering.tried(tried),
    clock,
    events,
    log: log.child('agents'),
  })
  shutdown.add('agents', agents.stop)

  // 7. The features. What one needs of another is handed over as a function.
  const answering = startModels({
    config,
    env: env.lookup,
    keys,
    db,
    clock,
    events,
    log,
    saveMain: (reference) => ground.saveSetting(['models', 'main'], reference),
  })
  const { models } = answering
  shutdown.add('models', answering.stop)
  const { windowOf } = models
  const sessions = createSessions({ db, clock, events, isRunning: (id) => runs.isRunning(id), windowOf })
  const findChannel = (name: string, account: string) =>
    ways.find((channel) => channel.name === name && channel.account === account)
  const keeping = startKeeping({
    db,
    database: home.database,
    state: home.state,
    entry: installation.keepingEntry,
    clock,
    events,
    log: log.child('keeping'),
    failpoint,
    isBusy: () => runs.counts().running > 0,
    getSession: sessions.get,
    history: (id, page) => chat.history(id, page),
  })
  shutdown.add('keeping', keeping.stop)
  const media = startMedia({ db, clock, events, config, home, failpoint, log: log.child('media') })
  shutdown.add('media', media.stop)
  const status = createStatus({
    version,
    clock,
    home: home.root,
    workspace: home.workspace,
    port,
    commandGuard: bwrap === null ? 'none' : 'bwrap',
    execMode: () => config().tools.exec.mode,
    mainModel: models.main,
    agents: { ready: agents.ready, configured: instances },
    countSessions: sessions.count,
    countRuns: () => runs.counts(),
    countApprovals: () => countPendingApprovals(db),
    config: () => ({ ...watch.current(), problems: [...watch.current().problems, ...outside.problems()] }),
    isDatabaseOpen: () => database.raw.open,
    isListening: door.isOpen,
    tailscale: () => outside.tailscale(),
    storage: keeping.storage.health,
    backup: keeping.backups.health,
    getSession: sessions.get,
    isTainted: (id) =>
      chat.history(id, { limit: SNAPSHOT_MESSAGES }).messages.some((m) => m.metadata?.tainted),
    answerPolicy: (question) => runs.policy.answer(question),
  })
  const jobs = createJobs({
    db,
    clock,
    newId,
    getSession: sessions.get,
    openSession: (title) => sessions.create({ title, channel: 'cron' }),
    timeZone: () => config().owner.timeZone,
    changed: () => scheduler.wake(),
  })
  const { prepareRuns = (deps: RunsDeps) => deps } = options
  const usage = createUsage({ db, clock, config, post: (note) => post(note) })
  const context = createContext({
    db,
    clock,
    newId,
    log: log.child('context'),
    windows: createWindows(db),
    targets: (id) => usage.allow(models.targets(id)),
    findAgent: agents.assign,
    ...(options.mayLeave ? { mayLeave: options.mayLeave } : {}),
  })
  const tell = createTell({ db, sessions, submit: (task) => tasks.submit(task) })
  const runsDeps: RunsDeps = prepareRuns({
    db,
    clock,
    events,
    agents,
    models: { targets: (...asked) => usage.allow(models.targets(...asked)) },
    prepare: context.prepare,
    spending: usage,
    workspace: home.workspace,
    policy: {
      config,
      sandboxAvailable: sandbox.available,
      hostGuard: bwrap !== null,
      machine: {
        masked,
        confines: canConfine(bwrap),
        environment: commandEnvironment(env.lookup, homedir()),
      },
    },
    settle: createSettle({ clock, findChannel, isLetIn: (row) => people.isLetIn(row) }),
    place: sandbox.place,
    owner: () => config().owner,
    bringFiles: createBringFiles({
      findFile: media.find,
      putFile: sandbox.putFile,
      log: log.child('sandbox'),
    }),
    readTurn: createTurnReader(models),
    readFile: media.readRunFile,
    results: createToolResults(ground.redactor),
    records: media.withSendFile(
      createRecords({ db, clock, newId, sessions, models, status, jobs, tell }),
      sandbox.takeFile,
    ),
    failpoint,
    log: log.child('runs'),
    audit,
    newId,
  })
  const runs: Runs = createRuns(runsDeps)
  const people = createPeople({
    db,
    clock,
    events,
    log,
    config,
    access,
    runs,
    deliver: () => delivery.wake(),
    contacts: options.contacts,
  })
  shutdown.add('people', people.stop)
  const hub = createHub({
    events,
    clock,
    epoch: newId(),
    snapshot: (id) => chat.history(id, { limit: SNAPSHOT_MESSAGES }).messages,
  })
  const post = createPost({ db, clock, events })
  const web = createLocalChannel('web', post)
  const cli = createLocalChannel('cli', post)
  const cron = createLocalChannel('cron', post)
  const tasks = createLocalChannel(SESSION_CHANNEL, createReport({ db, post }))
  const outside = createOutside({
    db,
    clock,
    events,
    log,
    port,
    config,
    apps: createChatApps({ ...ground, listOwners: people.listOwners }),
    environment: env.lookup,
    models,
    runs,
    post,
    findChannel,
    isCredential: (text) => credentials.authenticate({ bearer: text }) !== undefined,
  })
  shutdown.add('outside', outside.stop)
  const push = startPush({ ...ground, db, credentials, names: outside.names })
  shutdown.add('push', push.stop)
  const ways: Channel[] = [web, cli, cron, tasks, ...outside.channels, ...(options.channels ?? [])]
  const chat = createChat({
    db,
    sessions,
    submit: { web: web.submit, cli: cli.submit },
    attach: media.attach,
    stopRun: runs.stop,
    liveMessage: runs.live,
    position: hub.position,
  })

  const upkeep = createUpkeep({
    db,
    clock,
    events,
    sessions,
    isRunning: runs.isRunning,
    stopRun: runs.stop,
    endCommands: agents.endCommands,
    files: createKeptResults({ db, workspace: home.workspace }),
    takeMedia: media.takeSessionFiles,
    listBackupsSince: (createdAt) => backupsSince(join(home.state, 'backups'), createdAt),
  })

  const commands = createCommands({
    db,
    clock,
    events,
    contacts: people.contacts,
    reply: createReply({
      models,
      status: status.get,
      usage: () => usage.get({ days: USAGE_DAYS }),
      sessions: { ...sessions, ...upkeep },
      isRunning: runs.isRunning,
      approvals: runs.approvals,
      stopRun: runs.stop,
      compact: context.compact,
    }),
    settle: runsDeps.settle,
    failpoint,
    log: log.child('commands'),
  })
  shutdown.add('commands', commands.stop)

  // 8. The edge.
  const privacy = createPrivacy({
    db,
    events,
    getSession: sessions.get,
    isRunning: runs.isRunning,
    audit,
  })
  const ancestry = createAncestry({ agentPids: agents.pids, port: () => port })
  const edge = createEdge({
    root: installation.root,
    dev: options.dev === true,
    port,
    version,
    clock,
    log,
    access,
    hub,
    browsers: people.pairing.browsers,
    features: {
      chat,
      media,
      queue: runs.waiting,
      sessions: { ...sessions, ...upkeep },
      outbox: createOutboxFeature({ db, clock, events, deliver: () => delivery.wake() }),
      approvals: runs.approvals,
      why: createWhy(db),
      privacy,
      models: answering.feature({ usage, agents }),
      channels: outside.accounts({ supervisor: () => wayIn.channels, dmPolicy: people.dmPolicy }),
      status,
      config: ground.settings(audit),
      logs: ground.logs,
      login: credentials.browsers,
      ...access.features,
      push: push.feature,
      ...people.features,
      usage,
      search: keeping.search,
      sandbox: sandbox.feature,
      backups: keeping.backups,
      exports: keeping.exports,
      files: createFileFinder({ getSession: sessions.get, agents }),
      jobs,
    },
    outside,
    hasSession: (id) => sessions.find(id) !== undefined,
    fromAgent: ancestry.isFromAgent,
    ...(options.guard ? { guard: options.guard } : {}),
  })
  shutdown.add('edge', async () => {
    door.shut()
    await edge.stop()
    hub.stop()
  })

  // 9. What was left over from the last time, then the way in and the way out.
  sessions.getMain()
  const delivery = createWayOut({
    db,
    clock,
    events,
    findChannel,
    findFile: media.find,
    contacts: people.contacts,
    runs,
    refuse: access.refuse,
    failpoint,
    log,
  })
  failpoint('boot:before-recovery')
  runs.recover()
  failpoint('boot:after-recovery')
  const wayIn = openWayIn({
    db,
    clock,
    events,
    sessions,
    models,
    command: commands.perform,
    failpoint,
    ways,
    findChannel,
    config: config(),
    people,
    runs,
    media,
    storage: keeping.storage,
    delivery,
    post,
    log,
  })
  shutdown.add('channels', wayIn.stop)
  const scheduler = startScheduler({ db, clock, submit: cron.submit, failpoint, log: log.child('jobs') })
  shutdown.add('scheduler', scheduler.stop)
  delivery.open()
  shutdown.add('delivery', delivery.stop)
  commands.recover()
  shutdown.add('runs', () => runs.drain(DRAIN_MS))

  shutdown.add('pruning', startPruning({ db, clock, log: log.child('inbound') }).stop)

  // 10. Open.
  door.open(edge)
  lock.announce(port)
  failpoint('boot:after-open')
  log.info('The gateway is open.', { version, port, home: home.root })

  return {
    port,
    createLink: credentials.browsers.createLink,
    facts: () => ({
      version,
      port,
      home: home.root,
      model: models.main(),
      problems: status.get().config.problems,
    }),
    whenReady: agents.whenReady,
    warm: edge.warm,
    reportCrash: (error) => log.error('The gateway met an error that nobody caught, and stops.', { error }),
    stop: () => shutdown.run(log),
  }
}

/** Runs the gateway as this process: start screen, signals, exit codes. */
export function runGateway(options: RunOptions = {}): Promise<void> {
  return runAsProcess(startGateway, options)
}

if (import.meta.main) await runGateway()
