import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { phraseError } from '#protocol/chat/error-words.ts'
import type { ModelsFeature } from '../../models/contract.ts'
import { readDirective } from '../directives/directives.ts'
import { type Asked, say } from './asked.ts'

export interface ModelDeps {
  readonly models: Pick<ModelsFeature, 'list' | 'use'> & {
    direct(name: string): ModelTarget
    isModel(name: string): boolean
    modelOf(session: Asked['session']): string
  }
}

/** `/model`, `/models`, and the order to switch that stands alone. */
export function createModelReplies({ models }: ModelDeps) {
  function use(asked: Asked, name: string): string {
    const isDefault = /^(default|默认)$/i.test(name)
    const model = isDefault ? 'default' : models.direct(toEnglish(name)).reference
    const chosen = models.use(model, asked.session.id)
    const below = (warning: string | null | undefined): string => (warning ? `\n\n${warning}` : '')
    return say(asked, {
      en: `All right, switching to ${chosen.model}.${below(chosen.warning)}`,
      zh: `好的，切换到 ${chosen.model}。${below(chosen.warningInChinese)}`,
    })
  }

  return {
    model(asked: Asked, name: string): string {
      if (name !== '') return use(asked, name)
      const now = models.modelOf(asked.session)
      const own = asked.session.model === null
      return say(asked, {
        en: `This conversation uses ${now}${own ? ' (the default)' : ''}. Switch with /model and a name, or \`local\`, \`strongest\`, \`default\`; /models lists them.`,
        zh: `这个对话使用 ${now}${own ? '（默认）' : ''}。用 /模型 加名称切换，也可以写 本地、最强、默认；/模型列表 会列出所有模型。`,
      })
    },

    models(asked: Asked): string {
      const { models: known, warnings } = models.list()
      const now = models.modelOf(asked.session)
      const lines = known.map(({ reference, problem, problemInChinese, local }) => {
        const marks = [
          reference === now && say(asked, { en: 'in use here', zh: '当前使用' }),
          local && say(asked, { en: 'on this machine', zh: '本机' }),
          problem && say(asked, { en: problem, zh: problemInChinese ?? problem }),
        ].filter((mark) => typeof mark === 'string')
        return `- \`${reference}\`${marks.length > 0 ? ` – ${marks.join('; ')}` : ''}`
      })
      return [...lines, ...(warnings.length > 0 ? ['', ...warnings] : [])].join('\n')
    },

    /** The words named a model and nothing else, or one that is not there. */
    switchModel(asked: Asked): string {
      const directive = readDirective(asked.text, models.isModel)
      if (!directive) return say(asked, { en: 'Which model do you mean?', zh: '你指的是哪个模型？' })
      if (!directive.hasTask) return use(asked, directive.model)
      try {
        models.direct(directive.model)
      } catch (cause) {
        const problem = phraseError(cause)
        return say(asked, {
          en: `${problem.en} Nothing was sent to any other model.`,
          zh: `这个模型现在不能用，内容没有发送给任何其他模型。${problem.zh}`,
        })
      }
      return say(asked, {
        en: 'The model is there now. Please send your message again.',
        zh: '模型现在可用了，请再发送一次。',
      })
    },
  }
}

function toEnglish(name: string): string {
  if (/^(本地|本机)(模型)?$/.test(name)) return 'local'
  return /^最强(的)?(模型)?$/.test(name) ? 'strongest' : name
}
