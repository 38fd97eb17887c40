/** A name of a model: letters, digits and the marks that vendors use, up to three words. */
const NAME_WORD = String.raw`[\p{Script=Latin}\d](?:[\p{Script=Latin}\d._:/+-]{0,60}[\p{Script=Latin}\d])?`
const NAME = String.raw`(?<name>${NAME_WORD}(?: ${NAME_WORD}){0,2}?|通义千问(?:-\w+)?)`
const POLITE_EN = `(?:(?:hey|hi|hello|ok|okay|please|now|and|then|also|openclaw)[ ,!:]+){0,3}(?:(?:can|could|would|will) you (?:please )?|let[’']?s |i want you to |i(?:[’']d| would) like you to )?(?:please )?(?:just |only )?`
const POLITE_ZH = `(?:(?:你好|好的|嗨|请问|麻烦你?|那么?|现在|接下来|之后|以后)[，,。！! ]*)?(?:请|麻烦你?|帮我|给我|劳驾|能不能|可以|可不可以|我想让你|我要你|我想|我要)?(?:你)?(?:先|只|仅|就|直接)?`
const LOCAL_EN = `(?:the |a |my |your |our |an )?(?:local|offline|on-device|on-machine)(?: (?:ai|llm|language))?(?: models?| llm| ai)`
const STRONGEST_EN = `(?:the |your |my )?(?:strongest|most powerful|most capable|smartest|best)(?: available)?(?: (?:ai|llm|language))? model(?: (?:you have|available|there is|i have))?`
const DEFAULT_EN = `(?:the |my |your )?(?:default|usual|main|normal)(?: (?:ai|llm|language))? model`
const LOCAL_ZH = `(?:一下|个|一个)?(?:本地|本机|离线)(?:部署)?的?(?:大|语言|AI ?|大语言)?模型`
const STRONGEST_ZH = `(?:你)?(?:最强|最强大|最好|最聪明|最厉害)的?(?:那个)?(?:大|语言|AI ?)?模型`
const DEFAULT_ZH = `(?:默认|平时|主|原来)的?(?:大|语言)?模型`

const EN = { local: LOCAL_EN, strongest: STRONGEST_EN, default: DEFAULT_EN } as const
const ZH = { local: LOCAL_ZH, strongest: STRONGEST_ZH, default: DEFAULT_ZH } as const

type Word = keyof typeof EN
/** One way to say it. */
export interface DirectiveRule {
  readonly scope: 'turn' | 'session'
  /** A word of ours, or undefined where the pattern has a group `name`. */
  readonly word?: Word
  readonly pattern: RegExp
  /** The name must read like a model's even where nothing is called so: the answer names the nearest. */
  readonly guess?: boolean
}

/** What may follow a directive at the start: an end, a mark, or a word that opens a task. */
const TASK_EN = String.raw`(?=\s*$|\s*[,:;.!?—–(（]|\s*\n|\s+-\s|\s+(?:to|for|and|on|from|in|here|now|please|with|as|when|instead)\b)`
const TURN_TASK_EN = String.raw`(?=\s*$|\s*[,:;.!—–(（]|\s*\n|\s+-\s|\s+(?:to|for|and|on|here|now|please|in this|instead)\b)`
const TASK_ZH = String.raw`(?=\s*$|\s*[，,：:；;。.！!、（(\n]|\s*(?:来|去|帮|给|替|分析|总结|翻译|写|回答|处理|看|读|查|解释|做|生成|检查|整理|运行|完成|把|对|改|算|列|吧|一下|然后|再|并|继续|重新))`

const startsEn = (body: string, after: string): RegExp => new RegExp(`^${POLITE_EN}${body}${after}`, 'iu')
const startsZh = (body: string, after = TASK_ZH): RegExp => new RegExp(`^${POLITE_ZH}${body}${after}`, 'iu')
/** The last sentence or clause of a message: "…, use the local model." */
const endsEn = (body: string): RegExp =>
  new RegExp(
    String.raw`(?:^|[.!?;:,，。—–(\n]|\s-)\s*(?:but |and |so )?(?:please )?(?:only |just )?${body}(?: (?:for this|for that|here|only|please|this time|now|for this one|for this message))*\s*[.!)）]*\s*$`,
    'iu',
  )
const endsZh = (body: string): RegExp =>
  new RegExp(
    String.raw`(?:^|[。！？!?；;，,：:（(\n]|\s)\s*(?:但)?(?:请|麻烦)?(?:只|仅|一定|必须|务必)?(?:要)?${body}(?:来)?(?:回答|处理|分析|完成|做|吧|就行|就好|即可|哦|啊)*\s*[。！!.)）]*\s*$`,
    'iu',
  )

const TURN_EN = `(?:use|using|with|via|through|on|run (?:this|it) (?:on|with|in|through)|do (?:this|it|that) (?:on|with|in)|answer (?:this |it )?(?:with|using|on)|ask|have|let|send this to|take)`
const VERB_EN = `(?:use|using|with|via|answer (?:this |it )?(?:with|using)|run (?:this|it) (?:on|with|through)|do (?:this|it|that) (?:on|with))`
const SWITCH_EN = `(?:switch|change|go|move|swap)(?: (?:me|us|this (?:chat|conversation|session)|the model|models|over|back|it))*? (?:to|over to|onto)`
const TURN_ZH = `(?:使用|用|让|拿|通过|交给|改用)`
const SWITCH_ZH = `(?:(?:把)?模型)?(?:切换|切|换|改|转)(?:回|成|到|为|至|去)(?:用)?`

const words = Object.keys(EN) as Word[]

/** Every way to order a model that is understood, first match first. Anchored: nothing inside a text counts. */
export const DIRECTIVE_RULES: readonly DirectiveRule[] = [
  ...words.flatMap((word): DirectiveRule[] => [
    { scope: 'session', word, pattern: startsEn(`${SWITCH_EN} ${EN[word]}`, TASK_EN) },
    {
      scope: 'session',
      word,
      pattern: startsEn(`(?:from now on|always),? (?:use|answer with) ${EN[word]}`, TASK_EN),
    },
    {
      scope: 'session',
      word,
      pattern: startsEn(
        `use ${EN[word]} (?:from now on|for (?:this|the) (?:chat|conversation|session)|always)`,
        '',
      ),
    },
    { scope: 'session', word, pattern: startsZh(`${SWITCH_ZH}${ZH[word]}`) },
    { scope: 'session', word, pattern: startsZh(`(?:都|一直|总是)${TURN_ZH}${ZH[word]}`) },
    { scope: 'turn', word, pattern: startsEn(`${TURN_EN} ${EN[word]}`, TURN_TASK_EN) },
    { scope: 'turn', word, pattern: endsEn(`${TURN_EN} ${EN[word]}`) },
    { scope: 'turn', word, pattern: startsZh(`${TURN_ZH}${ZH[word]}`) },
    { scope: 'turn', word, pattern: endsZh(`${TURN_ZH}${ZH[word]}`) },
  ]),
  {
    scope: 'turn',
    word: 'local',
    pattern: startsEn(
      `(?:keep (?:this|it)|(?:do|answer|run|analy[sz]e|summari[sz]e|process) (?:this|it)) (?:local|locally|on (?:this|my) machine)`,
      TURN_TASK_EN,
    ),
  },
  {
    scope: 'session',
    pattern: startsEn(`${SWITCH_EN} (?:the )?(?:model )?${NAME}(?: model)?`, TASK_EN),
    guess: true,
  },
  {
    scope: 'session',
    pattern: startsEn(`(?:from now on|always),? (?:use|answer with) ${NAME}`, TASK_EN),
  },
  { scope: 'session', pattern: startsZh(`${SWITCH_ZH}(?:模型)? ?${NAME} ?(?:模型)?`), guess: true },
  { scope: 'turn', pattern: startsEn(`${VERB_EN} (?:the )?(?:model )?${NAME}(?: model)?`, TURN_TASK_EN) },
  { scope: 'turn', pattern: endsEn(`${VERB_EN} (?:the )?(?:model )?${NAME}(?: model)?`) },
  { scope: 'turn', pattern: startsZh(`${TURN_ZH}(?:模型)? ?${NAME} ?(?:的?模型)?`) },
  { scope: 'turn', pattern: endsZh(`${TURN_ZH}(?:模型)? ?${NAME} ?(?:的?模型)?`) },
]
