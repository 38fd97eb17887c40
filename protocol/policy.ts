import type { AlwaysGrant, ExecBinding } from './access/approvals.ts'
import { MAIN_AGENT } from './agent.ts'
import { describeNoProgram, isLine } from './exec/no-program.ts'
import { findTool } from './tools.ts'

export type PolicyDecision = 'allow' | 'ask' | 'deny'

/** Everything the answer to "may it?" depends on. Nothing in here comes from the model but `tool` and `input`. */
export interface PolicyQuestion {
  readonly tool: string
  /** Already parsed by the tool's contract. */
  readonly input: unknown
  /** The session's class, set at its creation. */
  readonly trusted: boolean
  /** True where the prompt holds content that the owner did not write. */
  readonly tainted: boolean
  /** True where the run works with words that must stay on this machine. */
  readonly private?: boolean
  /**
   * True where the call reaches a file that a private turn wrote (a command: could reach one), and a model
   * of the run is elsewhere.
   */
  readonly privatePath?: boolean
  /** True where the call looks at a background command of a private turn, and a model of the run is elsewhere. */
  readonly privateCommand?: boolean
  /**
   * Where the call leads out of the workspace (its path, or the folder of a command): the place without
   * links, and whether it belongs to the system or the gateway itself.
   */
  readonly outside?: { readonly path: string; readonly closed: boolean } | undefined
  /** True for a command that only looks, at files of the workspace only, where it can be kept to that. */
  readonly looksInside?: boolean | undefined
  /** What a command is at this moment; null where there is no such program. */
  readonly binding?: ExecBinding | null | undefined
  /** The background command that words are typed into, as it was started; null where the session started no such. */
  readonly typesInto?: readonly string[] | null | undefined
  /** Where the run was begun: beside the agent, or in a box. Absent where nothing has begun. */
  readonly placed?: 'host' | 'box' | undefined
  readonly sandbox: { readonly mode: 'off' | 'non-main' | 'all'; readonly available: boolean }
  readonly exec: { readonly mode: 'ask' | 'allow' | 'deny'; readonly allow: readonly string[] }
  /** Whether commands on the host run inside a guard that hides the state folder (bwrap). */
  readonly hostGuard: boolean
  /** The agent that asks, and what the owner answered with "always". */
  readonly agent?: string
  readonly grants: readonly Pick<AlwaysGrant, 'agent' | 'argv' | 'cwd' | 'binding'>[]
}

export interface PolicyAnswer {
  readonly decision: PolicyDecision
  /** Stable name of the rule that decided, for the journal and "why is this blocked?". */
  readonly rule: string
  /** One sentence for people. */
  readonly reason: string
}

/**
 * Decides whether a tool call may run. Pure: the same question always gets the same answer, and the
 * panel shows the very same answer that the gateway enforces. Anything not named here is denied.
 */
export function decideTool(question: PolicyQuestion): PolicyAnswer {
  const contract = findTool(question.tool)
  if (!contract) return deny('unknown-tool', `There is no tool named ${question.tool}.`)
  const boxed = worksInBox(question)
  if (boxed && question.placed === 'host' && (contract.place === 'host' || question.tool === 'send_file')) {
    return deny(
      'sandbox-changed',
      'The sandbox was turned on for this session while the answer was under way. Ask again.',
    )
  }
  if (boxed && question.tool === 'send_file' && question.sandbox.available) {
    return allow('sandbox-file', 'A file of the sandbox may go to the people of its own conversation.')
  }
  if (contract.place === 'gateway') {
    return question.trusted && boxed && !OPEN_TO_BOXES.has(question.tool)
      ? deny(
          'sandbox-closed',
          `The tool ${question.tool} reaches out of the sandbox in which this session works.`,
        )
      : decideRecord(question, contract.effect)
  }

  if (boxed && !question.sandbox.available) {
    return deny(
      'sandbox-unavailable',
      'This session may only work inside the sandbox, and the sandbox is not available on this machine.',
    )
  }
  if (!boxed && !question.trusted) {
    return ask('untrusted-on-host', 'Someone other than the owner asks for a tool on this machine.')
  }
  if (question.privatePath && contract.effect !== 'exec') return PRIVATE_PATH
  if (!boxed && question.outside?.closed) {
    return deny(
      'outside-closed',
      `No tool may use what belongs to the system or to OpenClaw itself: ${question.outside.path}.`,
    )
  }
  if (question.tool === 'process') return decideProcess(question, boxed)
  if (!boxed && question.outside && contract.effect !== 'exec') {
    return ask('outside-workspace', `This leads out of the workspace: ${question.outside.path}.`)
  }
  if (contract.effect === 'read') return allow('workspace-read', 'Reading inside the workspace is allowed.')
  if (contract.effect === 'write') {
    if (boxed) return allow('sandbox-write', 'Writing inside the sandbox is allowed.')
    return question.tainted
      ? ask('tainted-write', 'The conversation holds content that the owner did not write.')
      : allow('workspace-write', 'Writing inside the workspace is allowed.')
  }
  return decideExec(question, boxed)
}

function decideRecord(question: PolicyQuestion, effect: 'read' | 'write' | 'exec'): PolicyAnswer {
  if (question.tool === 'ask') {
    return question.trusted
      ? ask('question', 'The assistant wants to know something before it goes on.')
      : deny(
          'question-owner-only',
          'Only the owner is asked like this. Ask in your own words, in your answer.',
        )
  }
  if (!question.trusted)
    return deny('owner-records', "The owner's records are closed to other people's sessions.")
  // What stands in a conversation, its models may look at.
  if (question.privatePath) return PRIVATE_PATH
  if (question.tool === 'session_send' && question.private) {
    return deny(
      'private-send',
      'This turn is private, and another conversation may be answered by any model.',
    )
  }
  if (question.tool === 'schedule' && question.private) {
    return deny('private-schedule', 'This turn is private, and what is scheduled is said to any model later.')
  }
  if (effect !== 'read' && question.tainted) {
    return ask('tainted-write', 'The conversation holds content that the owner did not write.')
  }
  if (question.tool === 'schedule') {
    return ask('schedule-ask', 'What is scheduled runs later without being asked for again.')
  }
  return allow('own-records', "The owner's own session may use the owner's records.")
}

function decideExec(question: PolicyQuestion, boxed: boolean): PolicyAnswer {
  const { argv, cwd = '.' } = question.input as { argv: readonly string[]; cwd?: string }
  if (question.exec.mode === 'deny')
    return deny('exec-deny', 'Commands are turned off: tools.exec.mode is "deny".')
  // The owner is not asked about what can't be run.
  if (!boxed && question.binding === null && isLine(argv)) return deny('no-program', describeNoProgram(argv))
  // A command can reach the network, inside a container as well as outside.
  if (question.private)
    return ask(
      'private-exec',
      'This turn is private: a command could send it elsewhere, and the files that a command writes are not kept private.',
    )
  if (question.privatePath) {
    return ask('private-path', 'A command could read the files that private turns wrote in the workspace.')
  }
  if (boxed) return allow('exec-sandbox', 'Commands run inside the sandbox.')
  if (!question.hostGuard) {
    return ask(
      'no-host-guard',
      'Commands on this machine run without a guard (bubblewrap is missing), so each one asks.',
    )
  }
  if (question.looksInside) {
    return allow('exec-looks', 'This command only looks at files of the workspace, without a network.')
  }
  if (question.outside) {
    return ask(
      'outside-workspace',
      `The command would run outside of the workspace: ${question.outside.path}.`,
    )
  }
  if (question.tainted)
    return ask('tainted-exec', 'The conversation holds content that the owner did not write.')
  if (question.exec.mode === 'allow')
    return allow('exec-allow', 'Commands are allowed: tools.exec.mode is "allow".')
  if (question.exec.allow.some((entry) => sameWords(splitWords(entry), argv))) {
    return allow('exec-allow-list', 'This exact command is on the list tools.exec.allow.')
  }
  if (isGranted(question, argv, cwd)) {
    return allow('exec-grant', 'The owner allowed this exact command for always.')
  }
  return ask('exec-ask', 'Running a command asks the owner first.')
}

/** Commands in the background belong to who started them; what is typed into one may be a command itself. */
function decideProcess(question: PolicyQuestion, boxed: boolean): PolicyAnswer {
  if (question.privateCommand) {
    return deny(
      'private-command',
      'A private turn started this command, so only models on this machine may have what it prints.',
    )
  }
  const { action } = question.input as { action: string }
  if (action !== 'input') return allow('own-processes', 'Looking after own background commands is allowed.')
  if (!boxed && question.typesInto === null) {
    return deny(
      'unknown-command',
      'This conversation started no background command by this processId. Use list to see them.',
    )
  }
  const answer = decideExec({ ...question, input: { argv: [] }, looksInside: false, binding: null }, boxed)
  return answer.rule === 'exec-ask' ? TYPED : answer
}

const TYPED: PolicyAnswer = {
  decision: 'ask',
  rule: 'type-ask',
  reason: 'What is typed into a running program may be a command itself.',
}

/** All of the owner's own records that his sessions reach out of a box: nothing of other conversations or of later. */
const OPEN_TO_BOXES: ReadonlySet<string> = new Set(['ask', 'status', 'usage', 'switch_model'])

/** Whether the tools of such a session work inside the sandbox only. What was begun in a box stays there. */
export function worksInBox({
  sandbox,
  trusted,
  placed,
}: Pick<PolicyQuestion, 'sandbox' | 'trusted' | 'placed'>): boolean {
  if (placed === 'box') return true
  return sandbox.mode === 'all' || (sandbox.mode === 'non-main' && !trusted)
}

/**
 * Programs for which "always" is on offer: they print or look, and no argument makes them run another
 * program or the content of a file (rows F9 and F10 of docs/security.md). A list of the others would
 * never be complete: shells, interpreters, wrappers, build tools and what runs files that a tool may
 * write. Such a command can still be named in `tools.exec.allow`, by the owner's own hand.
 */
const ONLY_LOOKS =
  /^(basename|cal|cat|cksum|cmp|comm|cut|date|df|diff|dirname|du|echo|expr|file|fmt|fold|free|getconf|grep|groups|head|hexdump|hostname|id|join|jq|locale|ls|lsblk|lscpu|md5sum|nl|nproc|od|paste|pgrep|printenv|printf|ps|pwd|readlink|realpath|rev|seq|sha1sum|sha256sum|sha512sum|stat|sum|tac|tail|test|tr|tree|true|false|tty|uname|uniq|uptime|vmstat|w|wc|whereis|which|who|whoami)$/

/** Whether the owner may answer "always" to this call. */
export function canBeAlways(tool: string, input: unknown): boolean {
  if (tool !== 'exec') return false
  // By its plain name only: a path may lead to a file that a tool wrote.
  const program = (input as { argv: readonly string[] }).argv[0] ?? ''
  return ONLY_LOOKS.test(program)
}

/** An "always" means this agent, these words, this folder, and the program as it was then. */
function isGranted(
  { grants, binding, agent = MAIN_AGENT }: PolicyQuestion,
  argv: readonly string[],
  cwd: string,
) {
  if (!binding) return false
  return grants.some(
    (grant) =>
      grant.agent === agent &&
      grant.cwd === cwd &&
      sameWords(grant.argv, argv) &&
      grant.binding?.program.path === binding.program.path &&
      grant.binding.program.sha256 === binding.program.sha256,
  )
}

/** Splits a configured command line at white space. There is no quoting: an entry is plain words. */
function splitWords(entry: string): string[] {
  return entry.trim().split(/\s+/)
}

function sameWords(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, index) => word === b[index])
}

const allow = (rule: string, reason: string): PolicyAnswer => ({ decision: 'allow', rule, reason })
const ask = (rule: string, reason: string): PolicyAnswer => ({ decision: 'ask', rule, reason })
const deny = (rule: string, reason: string): PolicyAnswer => ({ decision: 'deny', rule, reason })

const PRIVATE_PATH = deny(
  'private-path',
  'A private turn wrote this file, or one in this folder, so only models on this machine may have it. The owner can lift this for the conversation that wrote it (chat.liftPrivacy).',
)
