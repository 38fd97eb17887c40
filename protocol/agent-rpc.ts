import * as z from 'zod'
import { execBinding } from './access/approvals.ts'
import { errorCode, errorShape } from './errors.ts'
import { chatChunk, chatMessage } from './messages.ts'
import { runEndStatus } from './run-events.ts'
import { sandboxPlan, sandboxSettings } from './sandbox/sandbox.ts'

/**
 * The conversation between gateway and agent, whatever carries it (process IPC today). Both sides
 * send envelopes; each side parses every envelope, and each method's params and result, with zod.
 */
export const rpcEnvelope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('request'), id: z.number().int(), method: z.string(), params: z.unknown() }),
  z.object({ kind: z.literal('response'), id: z.number().int(), ok: z.literal(true), result: z.unknown() }),
  z.object({ kind: z.literal('failure'), id: z.number().int(), error: errorShape }),
  z.object({ kind: z.literal('notice'), method: z.string(), params: z.unknown() }),
])
export type RpcEnvelope = z.infer<typeof rpcEnvelope>

/** A model that a run may use, resolved by the gateway: everything needed to call it. Holds secrets. */
export const modelTarget = z.object({
  /** `provider:model`, as shown to people. */
  reference: z.string(),
  api: z.enum([
    'builtin',
    'anthropic',
    'openai',
    'google',
    'alibaba',
    'deepseek',
    'ollama',
    'openai-compatible',
  ]),
  provider: z.string(),
  modelId: z.string(),
  apiKey: z.string().optional(),
  baseUrl: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  /** How many tokens it holds, where the configuration says so. */
  contextTokens: z.number().int().positive().optional(),
  /** What it takes beside text, where the configuration says so. */
  input: z.array(z.enum(['image', 'pdf', 'audio'])).optional(),
  /** How much it thinks before it answers; the vendor's own habit where absent. */
  reasoning: z.enum(['none', 'low', 'medium', 'high']).optional(),
  /** Which of the provider's keys this is, without a hint of the key itself. */
  keyId: z.string().optional(),
  /** It failed a while ago: the gateway wants to hear how this call goes. */
  probe: z.boolean().optional(),
  /** The model that would have come first, and why it is passed over now. `chosen`: it was picked by hand. */
  insteadOf: z.object({ reference: z.string(), code: errorCode, chosen: z.boolean().optional() }).optional(),
  /** It was picked by hand: whoever answers in its place says so. */
  chosen: z.boolean().optional(),
})
export type ModelTarget = z.infer<typeof modelTarget>

const empty = z.object({})

/** One message in the AI SDK's own words, carried as it is: the journal stores it, no one else reads it. */
const modelMessage = z.looseObject({ role: z.string() })
export type SaidMessage = z.infer<typeof modelMessage>

const usage = z.object({
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  cacheReadTokens: z.number().int(),
  reasoningTokens: z.number().int(),
  /** Input that the vendor keeps from now on, where it charges for that. */
  cacheWriteTokens: z.number().int().optional(),
})
export type ModelUsage = z.infer<typeof usage>

/**
 * Where a run goes on that lost its agent. Steps are the pieces of `message` between its `step-start`
 * parts.
 */
const resume = z.object({
  /** The answer so far: whole steps, and perhaps one that broke off, of which only what counts is left. */
  message: chatMessage,
  /** For each whole step, in order, what the model said, as its agent reported it. */
  said: z.array(z.array(modelMessage)),
  /** Calls of the step that broke off which have no result: to be begun again under their ids. */
  open: z.array(z.string()),
})

export const runStart = z.object({
  runId: z.string(),
  sessionId: z.string(),
  /** Grows each time the run is handed to an agent; what comes from an older one is refused. */
  epoch: z.number().int(),
  /** Id of the assistant message that the run's chunks build. */
  messageId: z.string(),
  /** Tried in order; never empty. */
  models: z.array(modelTarget).min(1),
  /** The window of history that the model gets, oldest first, the new user message last. */
  messages: z.array(chatMessage),
  resume: resume.optional(),
  trusted: z.boolean(),
  /** The box in which its host tools run; absent: beside the agent. */
  sandbox: sandboxPlan.optional(),
  /** Names of the tools on offer; the gateway decides each call again at `tool.begin`. */
  tools: z.array(z.string()),
  /** Unix milliseconds after which the run fails with `run_deadline`. */
  deadline: z.number().int(),
  /** Vendor's tokens to estimated ones, as learnt from the ledger; 1 where nothing is known yet. */
  tokenRatio: z.number().positive().optional(),
  context: z.object({
    now: z.number().int(),
    timeZone: z.string(),
    sessionTitle: z.string(),
    /** How the owner wants to be called; in his own conversations only. */
    ownerName: z.string().optional(),
    /** What the owner calls this assistant, and told it to keep to; in his own conversations only. */
    assistant: z.object({ name: z.string().optional(), instructions: z.string().optional() }).optional(),
    channel: z.string(),
    /** Why there are no tools on this machine, where there would be some. */
    blocked: z.string().optional(),
    /** What the model has to know of an earlier try at the same message. */
    note: z.string().optional(),
  }),
})
export type RunStart = z.infer<typeof runStart>

/** A model call that makes a summary of a conversation; nothing of it is shown. */
const summarise = {
  params: z.object({
    /** The run's own model: no other one is tried. */
    model: modelTarget,
    /** The summary of what lies before `messages`. */
    earlier: z.string().nullable(),
    /** Oldest first. */
    messages: z.array(chatMessage),
    /** Most tokens of the summary. */
    limitTokens: z.number().int().positive(),
    tokenRatio: z.number().positive().optional(),
    /** Given up after this many milliseconds. */
    timeoutMs: z.number().int().positive(),
  }),
  result: z.object({ text: z.string(), usage, estimatedTokens: z.number().int() }),
} as const

/** The proxy by way of which models elsewhere are asked. May hold a password. */
const modelProxy = z.object({
  url: z.string(),
  /** Names that are asked directly, as in `NO_PROXY`. */
  bypass: z.string(),
})
export type ModelProxy = z.infer<typeof modelProxy>

/** What the gateway asks of an agent. */
export const agentMethods = {
  /** First call after `ready`. Paths are absolute; `masked` paths are hidden from every tool and command. */
  configure: {
    params: z.object({
      workspace: z.string(),
      masked: z.array(z.string()),
      /** Absolute path of bwrap, or null where it does not exist. */
      bwrap: z.string().nullable(),
      proxy: modelProxy.optional(),
      /** Absent where no run ever works in a box. */
      sandbox: sandboxSettings.optional(),
    }),
    result: empty,
  },
  'run.start': { params: runStart, result: empty },
  /** Stops a run; its `run.end` comes with status `stopped`. Unknown runs are ignored. */
  'run.stop': { params: z.object({ runId: z.string() }), result: empty },
  /** Ends what a conversation has started in the background beside the agent. */
  'commands.end': { params: z.object({ sessionId: z.string() }), result: empty },
  /** Rejects as a model call does; `bad_request` for a model that can not summarise. */
  'context.summarise': summarise,
  /** Paths of the workspace that fit a few letters, the best first, by the rules of the search tool. */
  'files.find': {
    params: z.object({ query: z.string(), limit: z.number().int().positive() }),
    result: z.object({ paths: z.array(z.string()) }),
  },
  ping: { params: empty, result: empty },
} as const

/** Under which terms a tool may run: the tool host keeps them, or does not run it. */
export const toolTerms = z.object({
  /** A command that only looks: no network, and nothing but the workspace, read-only. */
  confined: z.boolean().optional(),
  /** What the approval of a command was bound to. */
  binding: execBinding.optional(),
  /** The one place outside of the workspace that was approved, absolute and without links. */
  outside: z.string().optional(),
})
export type ToolTerms = z.infer<typeof toolTerms>

/** One run, fenced by its epoch: every message about a run carries both. */
const fence = { runId: z.string(), epoch: z.number().int() }

/** What an agent asks of the gateway. */
export const gatewayMethods = {
  /**
   * No effect before a decision: answers after the gateway has decided, asked the owner where the
   * policy says so, and committed the call to the journal. May take up to an hour. A call of a resumed
   * run that waited, or is repeatable, is begun again under its id.
   */
  'tool.begin': {
    params: z.object({ ...fence, toolCallId: z.string(), tool: z.string(), input: z.unknown() }),
    result: z.discriminatedUnion('decision', [
      z.object({ decision: z.literal('allow'), terms: toolTerms.optional() }),
      z.object({ decision: z.literal('deny'), rule: z.string(), reason: z.string() }),
    ]),
  },
  /**
   * Commits what a tool gave. Idempotent by tool call id. Where something of the output must not be told to
   * anybody, `output` is what may be: the model gets that one.
   */
  'tool.end': {
    params: z.object({
      ...fence,
      toolCallId: z.string(),
      state: z.enum(['done', 'failed', 'stopped']),
      output: z.unknown(),
      durationMs: z.number(),
    }),
    result: z.object({ output: z.unknown() }).partial(),
  },
  /** A piece of what a tool gave, before it is kept in a file: gives what of it may be written down. */
  'result.clean': {
    params: z.object({ ...fence, text: z.string() }),
    result: z.object({ text: z.string() }),
  },
  /** Commits one finished model step: what was said, what it cost. */
  'step.end': {
    params: z.object({
      ...fence,
      step: z.number().int(),
      model: z.string(),
      finishReason: z.string(),
      usage,
      /** What the prompt was estimated at, before any ratio. */
      estimatedTokens: z.number().int().optional(),
      /** The model's words and calls with the results of these, as the next step sends them. */
      said: z.array(modelMessage).optional(),
      /** Whether another step follows; only then can a message join. */
      goesOn: z.boolean().optional(),
    }),
    /**
     * `joined`: messages of the user that the next step gets, oldest first. `refusal`: no further model
     * call may be made; the run fails with it where it wants one.
     */
    result: z.object({ joined: z.array(chatMessage).optional(), refusal: errorShape.optional() }),
  },
  /**
   * A piece of a file of the run's conversation, from `offset`, in base64. Rejects with `not_found`, or with
   * `policy_denied` for a private one where a model of the run is elsewhere.
   */
  'media.read': {
    params: z.object({ ...fence, mediaId: z.string(), offset: z.number().int().nonnegative() }),
    result: z.object({ data: z.string(), done: z.boolean() }),
  },
  /** Runs a tool whose `place` is `gateway`; the call was begun with `tool.begin`. */
  'tool.run': {
    params: z.object({ ...fence, toolCallId: z.string(), tool: z.string(), input: z.unknown() }),
    result: z.object({ output: z.unknown() }),
  },
  /** Says something in the run's own conversation, beside its answer. */
  'message.send': {
    params: z.object({ ...fence, text: z.string().min(1) }),
    result: z.object({ messageId: z.string() }),
  },
  /** Ends the run. Answers after the commit; sent again it changes nothing. */
  'run.end': {
    params: z.object({
      ...fence,
      status: runEndStatus,
      error: errorShape.optional(),
      /** The same in Chinese, where it says more than the code does. */
      errorInChinese: z.string().optional(),
      model: z.string().nullable(),
    }),
    result: empty,
  },
} as const

/** What an agent tells without waiting. */
export const gatewayNotices = {
  ready: z.object({ pid: z.number().int(), version: z.string() }),
  /** Names the runs that it works at: only these keep their lease. */
  heartbeat: z.object({ runs: z.array(z.string()) }),
  /** Answer chunks in order, in batches of about 16 ms. */
  'run.chunks': z.object({ ...fence, chunks: z.array(chatChunk) }),
  /** A model call failed, or a probe went well (`code` is null). Only the order of models follows from it. */
  'model.tried': z.object({
    reference: z.string(),
    keyId: z.string().optional(),
    code: errorCode.nullable(),
    retryAfterMs: z.number().int().nonnegative().optional(),
  }),
  log: z.object({
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: z.string(),
    fields: z.record(z.string(), z.unknown()),
  }),
} as const

/** Finish reason of a step that broke off with its agent and was ended by the next one: it is no model call of its own. */
export const BROKEN_STEP = 'broken-off'

/** An agent sends `heartbeat` this often (milliseconds); three missed ones and it is replaced. */
export const HEARTBEAT_MS = 5_000
