import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { AppError } from '#protocol/errors.ts'
import type { ModelReference } from '#protocol/models/reference.ts'
import { isLocal } from '#protocol/privacy.ts'
import { findInstalled, findModel, getModel } from './choice.ts'
import { type Surroundings, toTarget } from './target.ts'

/**
 * The model that words like "use the local model" mean. `local` is `models.local`, else what Ollama has
 * on this machine; never one elsewhere. Throws `unknown_model`, or `model_unavailable` with what to do.
 */
export function getDirected(name: string, surroundings: Surroundings): ModelTarget {
  if (name.trim().toLowerCase() !== 'local') {
    return toTarget(findInstalledName(name, surroundings) ?? getModel(name, surroundings), surroundings)
  }
  const { local } = surroundings.config.models
  const model = local === undefined ? findInstalled(surroundings) : getModel('local', surroundings)
  if (!model) {
    throw new AppError(
      'model_unavailable',
      'There is no model on this machine. Install Ollama and fetch one (ollama pull llama3), or name one in models.local of openclaw.json.',
      {
        inChinese:
          '这台机器上没有模型。请安装 Ollama 并下载一个（ollama pull llama3），或在 openclaw.json 的 models.local 里指定一个。',
      },
    )
  }
  const target = toTarget(model, surroundings)
  if (isLocal(target)) return target
  throw new AppError(
    'model_unavailable',
    `models.local is ${target.reference}, which does not run on this machine. Name one that does in openclaw.json.`,
    {
      inChinese: `models.local 是 ${target.reference}，它不在这台机器上运行。请在 openclaw.json 里换成本机的模型。`,
    },
  )
}

/** A private turn has this model or none. Throws `model_unavailable` for one elsewhere. */
export function getPrivate(name: string, now: Surroundings): ModelTarget {
  const target = getDirected(name, now)
  if (isLocal(target)) return target
  throw new AppError(
    'model_unavailable',
    `This turn is private, and ${target.reference} does not run on this machine. Nothing was sent. Name another in models.local of openclaw.json and try again.`,
  )
}

/** A bare name of something that Ollama has here, where nothing better known is called so. */
function findInstalledName(name: string, surroundings: Surroundings): ModelReference | undefined {
  if (findModel(name, surroundings)) return undefined
  const wanted = name.trim().toLowerCase()
  const model = surroundings.discovery.models()?.find((installed) => isCalled(installed, wanted))
  return model === undefined ? undefined : { reference: `ollama:${model}`, provider: 'ollama', model }
}

/** `qwen3:8b` is called so, and `qwen3` for short. */
export function isCalled(installed: string, name: string): boolean {
  return installed.toLowerCase() === name || installed.split(':', 1)[0]?.toLowerCase() === name
}
