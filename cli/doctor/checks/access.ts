import { holdInstead, isMistake } from '#protocol/config/findings/finding.ts'
import { sayFinding } from '#protocol/config/findings/words.ts'
import { isSecretPath, type Path } from '#protocol/config/path.ts'
import { ANYBODY } from '#protocol/config.ts'
import type { Facts } from '../facts.ts'
import { type Check, type Finding, fault, good, warning } from '../finding.ts'
import { isOurs } from './home.ts'

/** The gateway refuses shorter ones. */
const SHORTEST_TOKEN = 32
const FEWEST_CHARACTERS = 8
const SHORTEST_HOOK_SECRET = 24
/** A device that nobody used for so long is one that nobody misses. */
const UNUSED_MS = 60 * 86_400_000

/** What a file says that can't be read is no matter of judgement: it has none of these, and none of them is good. */
const judged = (check: Check): Check => ({
  ...check,
  run: (facts) =>
    facts.config.findings.some(({ kind }) => kind === 'unreadable') ? undefined : check.run(facts),
})

/** Who gets in, and what the settings let them do. */
export const ACCESS_CHECKS: readonly Check[] = [
  {
    id: 'config',
    run: (facts) => {
      const { findings } = facts.config
      if (!isOurs(facts)) return undefined
      const { language, gateway } = facts
      const running = typeof gateway === 'object' ? gateway.status.config.findings : []
      const gone = running.find(({ kind }) => kind === 'gone') ?? facts.gone
      if (gone) return warning(sayFinding(gone, language), 'openclaw config undo')
      if (findings.length === 0) return good('openclaw.json is good')
      return findings.map((found) =>
        isMistake(found)
          ? fault(sayFinding(holdInstead(found), language), `edit ${facts.home.configFile}`)
          : warning(sayFinding(found, language), 'openclaw config check'),
      )
    },
  },
  {
    id: 'token',
    security: true,
    run: ({ token, home }) => {
      if (token === undefined) return undefined
      const isWeak =
        token.length < SHORTEST_TOKEN || new Set(token).size < FEWEST_CHARACTERS || /\s/.test(token)
      return isWeak
        ? fault('the gateway token can be guessed', `rm ${home.tokenFile} && openclaw gateway start`)
        : good('the gateway token is strong')
    },
  },
  judged({
    id: 'secrets',
    security: true,
    run: ({ written }) => {
      const paths = listPlainSecrets(written, [])
      return paths.length === 0
        ? good('no secret stands in openclaw.json itself')
        : warning(
            `written out in openclaw.json: ${paths.join(', ')}`,
            `openclaw config set ${paths[0]} '\${NAME}' (and NAME in the environment)`,
          )
    },
  }),
  judged({ id: 'dm', security: true, run: listOpenChannels }),
  judged({ id: 'hooks', security: true, run: listWeakHooks }),
  judged({
    id: 'exec',
    security: true,
    run: ({ written }) =>
      written.tools.exec.mode === 'allow'
        ? warning(
            'tools.exec.mode is "allow": commands run without asking',
            'openclaw config set tools.exec.mode ask',
          )
        : good('commands on this machine ask first'),
  }),
  judged({
    id: 'sandbox',
    security: true,
    run: ({ written }) =>
      written.agents.defaults.sandbox.mode === 'off'
        ? warning(
            'agents.defaults.sandbox.mode is "off": other people’s conversations work on this machine itself',
            'openclaw config unset agents.defaults.sandbox.mode',
          )
        : good('other people’s conversations get no tool outside a container'),
  }),
  {
    id: 'root',
    security: true,
    run: ({ user }) =>
      user === 0
        ? warning('this runs as root: a mistake reaches the whole machine', 'run it as a user of its own')
        : undefined,
  },
  {
    id: 'devices',
    security: true,
    run: ({ gateway, now }) => {
      if (typeof gateway !== 'object') return undefined
      const old = gateway.devices.filter(
        ({ createdAt, lastUsedAt }) => now - (lastUsedAt ?? createdAt) > UNUSED_MS,
      )
      return old.length === 0
        ? good(`browsers that are signed in: ${gateway.devices.length}`)
        : warning(
            `not used for two months: ${old.map(({ name }) => name).join(', ')}`,
            `openclaw devices revoke ${old[0]?.id}`,
          )
    },
  },
  {
    id: 'tokens',
    security: true,
    run: ({ gateway }) => {
      if (typeof gateway !== 'object') return undefined
      const wide = gateway.tokens.filter(
        ({ scopes, expiresAt }) => scopes.includes('admin') && expiresAt === null,
      )
      return wide.length === 0
        ? good(`API tokens: ${gateway.tokens.length}`)
        : warning(
            `tokens that may do everything for ever: ${wide.map(({ name }) => name).join(', ')}`,
            `openclaw tokens revoke ${wide[0]?.id}`,
          )
    },
  },
  {
    id: 'audit',
    security: true,
    run: ({ gateway }) => {
      if (typeof gateway !== 'object') return undefined
      return gateway.auditChain === 'intact'
        ? good('the audit log is as it was written')
        : fault('the audit log was changed after it was written', 'openclaw audit (and look for who could)')
    },
  },
]

/** Texts under a name of a secret that are more than references to the environment. */
function listPlainSecrets(value: unknown, path: Path): string[] {
  if (typeof value === 'string') {
    const isPlain = isSecretPath(path) && !/^(\$\{[A-Za-z_]\w*\})+$/.test(value)
    return isPlain ? [path.join('.')] : []
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => listPlainSecrets(item, [...path, key]))
}

function listOpenChannels({ written }: Facts): Finding[] {
  const findings = Object.entries(written.channels).flatMap(([name, { accounts = {}, ...shared }]) =>
    Object.entries({ '': shared, ...accounts }).flatMap(([account, { dm, allowFrom = [] }]) => {
      if (dm !== 'open' && !allowFrom.includes(ANYBODY)) return []
      const path = account === '' ? `channels.${name}` : `channels.${name}.accounts.${account}`
      return [
        warning(
          `${path} is open: anybody may write to the assistant`,
          `openclaw config set ${path}.dm pairing`,
        ),
      ]
    }),
  )
  return findings.length > 0 ? findings : [good('strangers get a code and nothing else')]
}

function listWeakHooks({ config, token }: Facts): Finding[] {
  const hooks = Object.entries(config.config.hooks)
  const seen = new Map<string, string>(token === undefined ? [] : [[token, 'the gateway token']])
  const findings = hooks.flatMap(([name, { secret }]): Finding[] => {
    const fix = `openclaw config set hooks.${name}.secret '\${NAME}' (NAME: openssl rand -hex 32)`
    if (secret === undefined) return [fault(`hooks.${name} has no secret, so nothing is taken in`, fix)]
    if (secret.length < SHORTEST_HOOK_SECRET) return [fault(`the secret of hooks.${name} is too short`, fix)]
    const twin = seen.get(secret)
    seen.set(secret, `hooks.${name}`)
    return twin === undefined ? [] : [fault(`hooks.${name} has the same secret as ${twin}`, fix)]
  })
  if (hooks.length === 0) return []
  return findings.length > 0 ? findings : [good('each webhook has a secret of its own')]
}
