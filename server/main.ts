import { createAccess } from './auth/access.ts'
import { createAncestry } from './auth/ancestry/ancestry.ts'
import type { RunningGateway, StartOptions } from './boot/contract.ts'
import { type RunOptions, runAsProcess } from './boot/run.ts'
import { createShutdown } from './boot/shutdown.ts'
import type { Channel } from './channels/channel.ts'
import { createChatApps } from './channels/chat-apps.ts'
import { createAnswering } from './composition/answering.ts'
import { createConversations } from './composition/conversations.ts'
import { createEdge } from './composition/edge.ts'
import { layGround } from './composition/ground.ts'
import { createHealth } from './composition/health.ts'
import { createOutside } from './composition/outside.ts'
import { createPeople } from './composition/people.ts'
import { createTasks } from './composition/tasks.ts'
import { openWayIn } from './composition/way-in.ts'
import { startWorkshop } from './composition/workshop.ts'
import { createCommands } from './inbound/commands/commands.ts'
import { createReply } from './inbound/commands/replies.ts'
import { startPruning } from './inbound/pruning.ts'
import { startKeeping } from './keeping/keeping.ts'
import { startMedia } from './media/media.ts'
import { startModels } from './models/start.ts'
import { createOutboxFeature } from './outbound/outbox.ts'
import { createWayOut } from './outbound/way-out.ts'
import { startPush } from './push/push.ts'
import type { Runs } from './runs/contract.ts'
import { createFileFinder } from './sessions/find-files.ts'
import { createWhy } from './why/why.ts'

/** How long running answers may take to end when the gateway stops; the others go on at the next start. */
const DRAIN_MS = 4_000
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
  // 1–5. What everything stands on; behind the door that it leaves shut.
  const ground = await layGround(options, shutdown)
  const { env, clock, failpoint, installation, builds, version, home, log, db } = ground
  const { events, watch, config, tokens, keys, door, port } = ground

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
  const workshop = startWorkshop({
    ...ground,
    findFile: (mediaId) => media.find(mediaId),
    runs: () => runs,
    onModelTried: (tried) => modelChoice.tried(tried),
  })
  const { agents, sandbox } = workshop
  shutdown.add('agents', workshop.stop)

  // 7. The features. What one needs of another is handed over as a function.
  const findChannel = (name: string, account: string) =>
    ways.find((channel) => channel.name === name && channel.account === account)
  const modelChoice = startModels({
    ...ground,
    env: env.lookup,
    saveMain: (reference) => ground.saveSetting(['models', 'main'], reference),
  })
  const { models } = modelChoice
  shutdown.add('models', modelChoice.stop)
  const keeping = startKeeping({
    ...ground,
    database: home.database,
    state: home.state,
    entry: installation.keepingEntry,
    log: log.child('keeping'),
    isBusy: () => runs.counts().running > 0,
    getSession: (id) => conversations.sessions.get(id),
    history: (id, page) => conversations.chat.history(id, page),
  })
  shutdown.add('keeping', keeping.stop)
  const media = startMedia({ ...ground, log: log.child('media') })
  shutdown.add('media', media.stop)
  const conversations = createConversations({
    ...ground,
    audit,
    agents,
    media,
    windowOf: models.windowOf,
    runs: () => runs,
  })
  const { sessions, chat, post, hub } = conversations
  const status = createHealth({
    ...ground,
    workshop,
    mainModel: models.main,
    conversations,
    keeping,
    runs: () => runs,
    outside: () => outside,
  })
  const tasks = createTasks({ ...ground, sessions, post })
  const answering = createAnswering({
    ...ground,
    audit,
    workshop,
    models,
    media,
    sessions,
    post,
    tasks,
    status,
    findChannel,
    isLetIn: (row) => people.isLetIn(row),
    replaced: options,
  })
  const { usage } = answering
  const runs: Runs = answering.runs
  const people = createPeople({
    ...ground,
    access,
    runs,
    deliver: () => delivery.wake(),
    contacts: options.contacts,
  })
  shutdown.add('people', people.stop)
  const outside = createOutside({
    ...ground,
    apps: createChatApps({ ...ground, listOwners: people.listOwners }),
    environment: env.lookup,
    models,
    runs,
    post,
    findChannel,
    isCredential: (text) => credentials.authenticate({ bearer: text }) !== undefined,
  })
  shutdown.add('outside', outside.stop)
  const ways: Channel[] = [
    ...conversations.channels,
    ...tasks.channels,
    ...outside.channels,
    ...(options.channels ?? []),
  ]
  const push = startPush({ ...ground, credentials, names: outside.names })
  shutdown.add('push', push.stop)
  const commands = createCommands({
    ...ground,
    contacts: people.contacts,
    reply: createReply({
      models,
      status: status.get,
      usage: () => usage.get({ days: USAGE_DAYS }),
      sessions,
      isRunning: runs.isRunning,
      approvals: runs.approvals,
      stopRun: runs.stop,
      compact: answering.context.compact,
    }),
    settle: answering.settle,
    log: log.child('commands'),
  })
  shutdown.add('commands', commands.stop)

  // 8. The edge.
  const ancestry = createAncestry({ agentPids: agents.pids, port: () => port })
  const edge = createEdge({
    ...ground,
    panelFolder: options.dev ? () => installation.root : builds.panel,
    dev: options.dev === true,
    access,
    hub,
    browsers: people.pairing.browsers,
    features: {
      chat,
      media,
      queue: runs.waiting,
      sessions,
      outbox: createOutboxFeature({ db, clock, events, deliver: () => delivery.wake() }),
      approvals: runs.approvals,
      why: createWhy({ db, config }),
      privacy: conversations.privacy,
      models: modelChoice.feature({ usage, agents }),
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
      jobs: tasks.jobs,
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
    ...ground,
    findChannel,
    findFile: media.find,
    contacts: people.contacts,
    runs,
    refuse: access.refuse,
  })
  failpoint('boot:before-recovery')
  runs.recover()
  failpoint('boot:after-recovery')
  const wayIn = openWayIn({
    ...ground,
    sessions,
    models,
    command: commands.perform,
    ways,
    findChannel,
    config: config(),
    people,
    runs,
    media,
    storage: keeping.storage,
    delivery,
    post,
  })
  shutdown.add('channels', wayIn.stop)
  shutdown.add('schedule', tasks.startSchedule().stop)
  delivery.open()
  shutdown.add('delivery', delivery.stop)
  commands.recover()
  shutdown.add('runs', () => runs.drain(DRAIN_MS))
  shutdown.add('pruning', startPruning({ db, clock, log: log.child('inbound') }).stop)

  // 10. Open.
  door.open(edge)
  ground.lock.announce(port)
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
