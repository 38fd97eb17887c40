import { sharingProblem } from '#protocol/sandbox/sharing.ts'
import packageFile from '../../../package.json' with { type: 'json' }
import { type Check, type Finding, fault, good, warning } from '../finding.ts'
import type { GatewayFacts } from '../gateway-facts.ts'

const RESTART = 'openclaw gateway restart'

const asked = (gateway: GatewayFacts | string | undefined): GatewayFacts | undefined =>
  typeof gateway === 'object' ? gateway : undefined

/** The process, its agents, and what stands around it on this machine. */
export const GATEWAY_CHECKS: readonly Check[] = [
  {
    id: 'gateway',
    run: ({ gateway, running }) => {
      if (!running) return warning('the gateway does not run', 'openclaw gateway start')
      return typeof gateway === 'string' ? fault(gateway, RESTART) : good('the gateway answers')
    },
  },
  {
    id: 'port',
    run: ({ port, running }) => {
      if (running || port.use === 'free') return undefined
      const who = port.use === 'openclaw' ? 'the gateway of another home' : 'another program'
      return fault(
        `port ${port.number} is taken by ${who}`,
        `end it (ss -ltnp 'sport = :${port.number}'), or: openclaw config set gateway.port <number>`,
      )
    },
  },
  {
    id: 'version',
    run: ({ gateway, isOutdated }) => {
      const version = asked(gateway)?.status.version
      if (isOutdated) return warning('the gateway does not run from the newest build here', RESTART)
      return version === undefined || version === packageFile.version
        ? undefined
        : warning(`the gateway is ${version}, these commands are ${packageFile.version}`, RESTART)
    },
  },
  {
    id: 'agents',
    run: ({ gateway }) => {
      const status = asked(gateway)?.status
      if (!status) return undefined
      const { ready, configured } = status.agents
      if (ready === 0) return fault('no agent is ready: nothing is answered', 'openclaw gateway logs')
      return ready < configured
        ? warning(`${ready} of ${configured} agents are ready`, 'openclaw gateway logs')
        : good(`${ready} of ${configured} agents ready`)
    },
  },
  {
    id: 'bwrap',
    security: true,
    run: ({ inspection }) => {
      if (typeof inspection === 'string') return undefined
      return inspection.commandGuard === null
        ? warning(
            'bubblewrap is missing or may not work here: each command of the assistant asks you first',
            'apt-get install bubblewrap (or your system’s package of that name)',
          )
        : good(`commands run inside ${inspection.commandGuard}`)
    },
  },
  {
    id: 'docker',
    run: ({ engine, written, folders, home }) => {
      const { mode, workspaceAccess } = written.agents.defaults.sandbox
      if (mode === 'off') return undefined
      const workspace = folders.find(({ path }) => path === home.workspace)
      const closed = workspace && sharingProblem(workspaceAccess, workspace)
      if (closed) return warning(`the sandbox can't work: ${closed.problem}`, closed.fix)
      if (engine?.state === 'ready') return good(`Docker ${engine.engine} and the sandbox image are ready`)
      return warning(
        `the sandbox is not ready, so other people's conversations get no tools on this machine (yours need none): ${engine?.problem ?? 'nobody could look'}`,
        engine?.fix ?? 'openclaw sandbox build',
      )
    },
  },
  {
    id: 'model',
    run: ({ gateway, inspection, written }) => {
      const models = asked(gateway)?.models
      if (!models)
        return readyLater(typeof inspection === 'string' ? [] : inspection.keys, written.models.main)
      const main = models.models.find(({ reference }) => reference === models.main)
      if (!main)
        return fault(models.warnings.join(' ') || `${models.main} is no model`, 'openclaw models use <model>')
      if (main.problem) return fault(`${models.main}: ${main.problem}`, 'openclaw models list')
      return models.main === 'builtin:offline'
        ? warning(
            'no language model is connected; the built-in one knows a few commands',
            'openclaw models key anthropic (or openai, google, alibaba, deepseek), or start Ollama',
          )
        : good(`${models.main} has what it needs`)
    },
  },
  {
    id: 'assistants',
    run: ({ gateway }) => {
      const { agents = [], models = [] } = asked(gateway)?.models ?? {}
      return agents.flatMap(({ id, model, answers }): Finding[] => {
        if (model === null) return []
        const known = models.find(({ reference }) => reference === answers)
        if (known && known.problem === null) return []
        const problem = known ? `${answers}: ${known.problem}` : `there is no model ${model}`
        return [
          fault(
            `the assistant ${id} can't answer: ${problem}`,
            `openclaw config set agents.list.${id}.model <model>`,
          ),
        ]
      })
    },
  },
  {
    id: 'model-answer',
    run: ({ gateway }) => {
      const answer = asked(gateway)?.modelAnswer
      if (!answer) return undefined
      return answer.ok
        ? good(answer.text)
        : fault(`the main model does not answer: ${answer.text}`, 'openclaw models list')
    },
  },
  {
    id: 'channels',
    run: ({ gateway }) =>
      asked(gateway)?.channels.flatMap(({ name, account, state, reason, fix }): Finding[] => {
        const which = account === 'default' ? name : `${name} (${account})`
        if (reason === null) return [good(`${which}: ${state}`)]
        return [warning(`${which}: ${state}. ${reason}`, fix ?? 'openclaw gateway logs')]
      }),
  },
  {
    id: 'tailscale',
    run: ({ written, programs, gateway }) => {
      if (written.gateway.tailscale.mode === 'off') return undefined
      if (!programs.has('tailscale')) {
        return fault(
          'gateway.tailscale.mode is "serve", and there is no tailscale here',
          'install it from https://tailscale.com/download, or: openclaw config unset gateway.tailscale.mode',
        )
      }
      const tailscale = asked(gateway)?.status.tailscale
      if (!tailscale) return undefined
      return tailscale.reason === null
        ? good(`tailscale: ${tailscale.state} ${tailscale.url ?? ''}`.trim())
        : fault(`tailscale: ${tailscale.reason}`, tailscale.fix ?? 'openclaw gateway logs')
    },
  },
]

function readyLater(keys: readonly string[], main: string | undefined): Finding {
  if (main !== undefined || keys.length > 0) return good(`model: ${main ?? `a key of ${keys.join(', ')}`}`)
  return warning(
    'no key of a model vendor is in the environment, and models.main is not set',
    'openclaw gateway start && openclaw models key anthropic (or another vendor), or set ANTHROPIC_API_KEY where it is started',
  )
}
