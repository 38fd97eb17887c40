import * as z from 'zod'
import { ANY_NAME, listFields } from '#protocol/config/fields.ts'
import { unwrap } from '#protocol/config/findings/unknown-keys.ts'

const INTRO = `# Configuration

<!-- Written by scripts/docs/configuration.ts from protocol/config.ts. -->

OpenClaw reads \`openclaw.json\` in its home, \`~/.openclaw\` unless \`OPENCLAW_HOME\` names another folder. Without
that file the defaults below hold. The file is JSON with comments and trailing commas. OpenClaw changes single
settings in it when you ask for that, on the panel's page Settings or by \`openclaw config set\`, and leaves the rest
as you wrote it; \`openclaw config undo\` brings the version before back.

- A change is in force as soon as it is saved. A change with a mistake is not: the last good configuration stays in
  force, and the panel and \`openclaw status\` say what is wrong. Port and agent count are read at start, and so is
  what says so below.
- A start makes nothing less strict, either. A file that can't be parsed, or is empty, is reported with line and
  column, and what was in force before stays so; secrets that can't be found in it any more are named and missing. A
  wrong value is reported with its path, the value and what was expected, and that setting alone stays what it was.
  Where nothing was in force before, the defaults hold.
- A file that is deleted while OpenClaw runs stays in force as it was, and the next change of a setting writes it anew.
  At a start without the file that there was, the defaults hold; that is said in the log, in the panel and by
  \`openclaw doctor\` until you bring it back (\`openclaw config undo\`; secrets that stood in it only are named and
  missing) or keep the defaults (\`{}\` in the file).
- Settings that this version does not know are kept and reported.
- \`\${NAME}\` in a text reads the environment variable NAME when OpenClaw starts. If it is not set, that setting is left
  out and reported. \`$\${NAME}\` is the text \`\${NAME}\` itself.

\`\`\`jsonc
{
  "gateway": { "port": 18789, "tailscale": { "mode": "off" } },
  "models":  { "main": "claude-3-5-sonnet", "fallback": "gpt-4o", "local": "ollama:llama3" },
  "providers": { "anthropic": { "apiKey": "\${ANTHROPIC_API_KEY}" }, "openai": {}, "ollama": { "baseUrl": "http://127.0.0.1:11434" } },
  "agents":  { "instances": 1, "defaults": { "sandbox": { "mode": "non-main" } } },
  "tools":   { "exec": { "mode": "ask", "allow": ["git status", "npm test"] } },   // mode: ask | allow | deny
  "channels": { "telegram": { "token": "\${TELEGRAM_BOT_TOKEN}" } }                 // or accounts: { "<id>": { … } }
}
\`\`\`

## Environment

| variable | meaning |
| --- | --- |
| \`OPENCLAW_HOME\` | The home folder, an absolute path. Default \`~/.openclaw\`. |
| \`OPENCLAW_GATEWAY_PORT\` | The port; wins over \`gateway.port\`. |
| \`OPENCLAW_LOG_LEVEL\` | \`debug\`, \`info\` (default), \`warn\`, \`error\` or \`silent\`. The log is \`state/logs/gateway.log\` in the home; up to four older files of 20 MB lie beside it. |
| \`ANTHROPIC_API_KEY\` | Key of Anthropic. |
| \`OPENAI_API_KEY\` | Key of OpenAI. |
| \`GOOGLE_GENERATIVE_AI_API_KEY\` or \`GEMINI_API_KEY\` | Key of Google. |
| \`DASHSCOPE_API_KEY\` or \`ALIBABA_API_KEY\` | Key of Alibaba (Qwen). |
| \`DEEPSEEK_API_KEY\` | Key of DeepSeek. |

## Settings

| setting | type | default | meaning |
| --- | --- | --- | --- |
`

/** docs/configuration.md, from the schema of the configuration. */
export function renderConfigPage(): string {
  return `${INTRO}${listSettings().join('\n')}\n`
}

/** One table row for each setting. Names that the owner chooses are shown as `<name>`. */
function listSettings(): string[] {
  return listFields().map((field) => {
    const path = field.path.map((step) => (step === ANY_NAME ? '<name>' : step)).join('.')
    const fallback = field.fallback === undefined ? '–' : `\`${JSON.stringify(field.fallback)}\``
    const about = field.about.replaceAll('|', '\\|')
    return `| \`${path}\` | ${typeName(field.schema)} | ${fallback} | ${about} |`
  })
}

function typeName(schema: z.ZodType): string {
  const inner = unwrap(schema)
  if (inner instanceof z.ZodEnum) return inner.options.map((option) => `\`"${option}"\``).join(', ')
  if (inner instanceof z.ZodArray) return `list of ${typeName(inner.element as z.ZodType)}`
  if (inner instanceof z.ZodUnion)
    return inner.options.map((option) => typeName(option as z.ZodType)).join(' or ')
  if (inner instanceof z.ZodRecord) return `object of ${typeName(inner.valueType as z.ZodType)}`
  if (inner instanceof z.ZodNumber) return 'number'
  if (inner instanceof z.ZodBoolean) return 'true or false'
  return 'text'
}
