import * as z from 'zod'
import { dmPolicy } from './access/pairing.ts'
import { agentList } from './config/agents.ts'
import { sandboxConfig } from './config/sandbox.ts'

/** One model or an ordered list of them. */
const modelList = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])

const provider = z
  .looseObject({
    api: z
      .enum(['anthropic', 'openai', 'google', 'alibaba', 'deepseek', 'ollama', 'openai-compatible'])
      .optional()
      .describe(
        'Which interface the server speaks. Needed only for names that are not one of the known vendors.',
      ),
    apiKey: z
      .string()
      .optional()
      .describe('The key, best as ${NAME}: read from the environment, never written here.'),
    apiKeys: z
      .array(z.string().min(1))
      .optional()
      .describe('Further keys: where one is used up or refused, the next one is tried.'),
    baseUrl: z.url().optional().describe('Address of the API, for proxies, gateways and local servers.'),
    headers: z.record(z.string(), z.string()).optional().describe('Extra headers for each request.'),
    input: z
      .array(z.enum(['image', 'pdf', 'audio']))
      .optional()
      .describe('What the models there take beside text. Absent: what is known of the model.'),
    contextTokens: z
      .number()
      .int()
      .min(2_048)
      .optional()
      .describe('How many tokens the models there hold. Absent: what is known of the model, else 32768.')
      .meta({ unit: 'tokens' }),
    reasoning: z
      .enum(['none', 'low', 'medium', 'high'])
      .optional()
      .describe(
        'How much the models there think before they answer; thoughts are paid for like words. Only for models that can think. Absent: as the vendor does by itself.',
      ),
  })
  .describe('How to reach one model vendor or server.')

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat
  } catch {
    return false
  }
}

/** In `allowFrom`: everybody. */
export const ANYBODY = '*'

const channelAccount = z.looseObject({
  token: z.string().optional().describe('The bot token, best as ${NAME}.'),
  apiRoot: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Telegram: the Bot API server, if it is one of your own. It sees the token.'),
  mode: z
    .enum(['polling', 'webhook'])
    .optional()
    .describe(
      'Telegram: whether the gateway asks for messages (the default), or is called at gateway.hooks.publicHost.',
    ),
  dm: dmPolicy
    .optional()
    .describe(
      'Who may write directly: strangers get a code for the owner ("pairing", the default), only those who were let in ("allowlist"), anybody ("open", needs "*" in allowFrom), or nobody ("disabled").',
    ),
  allowFrom: z
    .array(z.string().regex(/^[^@\s]\S*$/, "the platform's own id; names can be chosen by anybody"))
    .optional()
    .describe('Ids, as the platform gives them, of people who are guests without a code.'),
  groups: z
    .enum(['mention', 'always', 'off'])
    .optional()
    .describe(
      'When to answer in groups that are allowed: where it is mentioned or replied to (the default), always, or never.',
    ),
})

const channel = channelAccount
  .extend({
    accounts: z
      .record(z.string(), channelAccount)
      .optional()
      .describe('Several accounts of the same platform, by name. A bare token means the account "default".'),
  })
  .superRefine(({ accounts = {}, ...shared }, context) => {
    const isUnmeant = (dm: unknown, allowFrom: readonly string[] = []) =>
      dm === 'open' && !allowFrom.includes(ANYBODY)
    const message = 'another policy, or "*" in allowFrom beside it: then everybody may write'
    if (isUnmeant(shared.dm, shared.allowFrom)) context.addIssue({ code: 'custom', path: ['dm'], message })
    for (const [name, { dm, allowFrom = shared.allowFrom }] of Object.entries(accounts)) {
      if (isUnmeant(dm, allowFrom)) {
        context.addIssue({ code: 'custom', path: ['accounts', name, 'dm'], message })
      }
    }
  })

/** A host that is not this machine itself: loopback names open everything, and must not be a tunnel's. */
const hostName = z
  .string()
  .toLowerCase()
  .regex(
    /^(?!localhost$|127\.|.*\.localhost$)[a-z0-9-]+(\.[a-z0-9-]+)+$/,
    'a host name without scheme, port and path, such as hooks.example.com',
  )

const hook = z.looseObject({
  secret: z
    .string()
    .optional()
    .describe(
      'What the sender signs with: 24 random characters or more, of this hook alone, best as ${NAME}.',
    ),
  auth: z
    .enum(['standard', 'github', 'bearer'])
    .default('standard')
    .describe(
      'How the sender proves it: Standard Webhooks, the way of GitHub, or "Authorization: Bearer <secret>".',
    ),
})

/**
 * The owner's configuration file, `openclaw.json` (JSON with comments). Unknown keys are kept and
 * reported; wrong values name their path, the value and what was expected.
 */
export const configSchema = z
  .looseObject({
    owner: z
      .looseObject({
        name: z
          .string()
          .trim()
          .min(1)
          .max(80)
          .optional()
          .describe('How the assistant calls you. It is told in your own conversations only.'),
        timeZone: z
          .string()
          .refine(isTimeZone, 'a time zone such as "Asia/Shanghai"')
          .optional()
          .describe("Where you live, for times in answers and for jobs. Absent: this machine's zone."),
      })
      .prefault({}),
    gateway: z
      .looseObject({
        port: z
          .number()
          .int()
          .min(1)
          .max(65535)
          .default(18789)
          .describe('Loopback port of the gateway.')
          .meta({ atStart: true }),
        tailscale: z
          .looseObject({
            mode: z
              .enum(['off', 'serve'])
              .default('off')
              .describe(
                'With "serve", the gateway runs "tailscale serve" while it is up: your other devices reach it over HTTPS.',
              ),
          })
          .prefault({}),
        hooks: z
          .looseObject({
            publicHost: hostName
              .optional()
              .describe('The host name of a tunnel from the internet: it reaches /hooks/ and nothing else.'),
          })
          .prefault({}),
      })
      .prefault({}),
    models: z
      .looseObject({
        main: z
          .string()
          .min(1)
          .optional()
          .describe(
            'The model that answers. Absent: the first one with a key, then a local Ollama, then the built-in.',
          ),
        fallback: modelList.optional().describe('Tried in this order when the main model fails.'),
        fallbackForChosen: z
          .boolean()
          .default(false)
          .describe(
            'Whether the fallbacks may also answer in the place of a model that was picked by hand. The answer says so.',
          ),
        local: z.string().min(1).optional().describe('The model on this machine.'),
        strongest: z
          .string()
          .min(1)
          .optional()
          .describe('What "the strongest model" means; models.main if absent.'),
        dailyCapUsd: z
          .number()
          .positive()
          .optional()
          .describe(
            'Most US dollars a day for models in the cloud. Models on this machine are never stopped.',
          )
          .meta({ unit: 'usd' }),
      })
      .prefault({}),
    providers: z.record(z.string(), provider).default({}),
    agents: z
      .looseObject({
        instances: z
          .number()
          .int()
          .min(1)
          .max(16)
          .default(1)
          .describe('How many agent processes share the work.')
          .meta({ atStart: true }),
        list: agentList,
        defaults: z
          .looseObject({
            sandbox: sandboxConfig,
          })
          .prefault({}),
      })
      .prefault({}),
    tools: z
      .looseObject({
        exec: z
          .looseObject({
            mode: z.enum(['ask', 'allow', 'deny']).default('ask').describe('Commands on this machine.'),
            allow: z
              .array(z.string().min(1))
              .default([])
              .describe('Whole command lines that run without asking, word for word. Example: "git status".'),
          })
          .prefault({}),
      })
      .prefault({}),
    media: z
      .looseObject({
        maxBytes: z
          .number()
          .int()
          .min(1_000)
          .max(100_000_000)
          .default(20_000_000)
          .describe('Largest file that is taken with a message, in bytes.')
          .meta({ unit: 'bytes' }),
        totalBytes: z
          .number()
          .int()
          .min(1_000)
          .default(2_000_000_000)
          .describe('How much all kept files may take together, in bytes.')
          .meta({ unit: 'bytes' }),
        days: z
          .number()
          .int()
          .min(1)
          .max(3_650)
          .default(30)
          .describe('How many days a file is kept. Its copy in the workspace stays.')
          .meta({ unit: 'days' }),
      })
      .prefault({}),
    channels: z.record(z.string(), channel).default({}),
    hooks: z.record(z.string(), hook).default({}),
  })
  .describe('OpenClaw configuration')

export type Config = z.infer<typeof configSchema>

/** The accounts of one channel by name; a bare token stands for the account `default`. */
export function channelAccounts(
  config: Config,
  name: string,
): Record<string, z.infer<typeof channelAccount>> {
  const settings = config.channels[name]
  if (!settings) return {}
  const { accounts = {}, ...bare } = settings
  return bare.token === undefined ? accounts : { default: bare, ...accounts }
}
