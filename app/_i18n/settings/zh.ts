import type { SettingTable, SettingWords } from './words.ts'

const account: Record<'token' | 'apiRoot' | 'mode' | 'dm' | 'allowFrom' | 'groups', SettingWords> = {
  token: { name: '机器人令牌', about: '机器人的令牌，最好写成 ${NAME}。' },
  apiRoot: {
    name: 'Bot API 服务器',
    about: 'Telegram：如果使用自建的 Bot API 服务器，请填写其地址。它能看到令牌。',
  },
  mode: {
    name: '接收消息的方式',
    about: 'Telegram：由网关主动获取消息（默认），还是通过 gateway.hooks.publicHost 被调用。',
    options: { polling: '主动获取', webhook: '被调用' },
  },
  dm: {
    name: '谁可以直接写信',
    about:
      '陌生人收到一个由你确认的配对码（pairing，默认）；仅限已获准的人（allowlist）；任何人（open，需要在 allowFrom 中写入 "*"）；或不允许任何人（disabled）。',
    options: {
      pairing: '陌生人凭配对码',
      allowlist: '仅限已获准的人',
      open: '任何人',
      disabled: '不允许任何人',
    },
  },
  allowFrom: { name: '无需配对码的访客', about: '平台给出的用户 ID，这些人无需配对码即为访客。' },
  groups: {
    name: '在群组中回答',
    about: '在获准的群组中何时回答：被提及或被回复时（默认）、总是，或从不。',
    options: { mention: '被提及时', always: '总是', off: '从不' },
  },
}

const under = (path: string, words: Readonly<Record<string, SettingWords>>): SettingTable =>
  Object.fromEntries(Object.entries(words).map(([key, value]) => [`${path}/${key}`, value]))

/** The Chinese names of the settings, and what they mean. */
export const settingNames: SettingTable = {
  'owner/name': { name: '你的名字', about: '助手如何称呼你。' },
  'owner/timeZone': { name: '时区', about: '你所在的时区，例如 Asia/Shanghai。未填写时：这台机器的时区。' },
  'gateway/port': { name: '端口', about: '网关在本机回环地址上监听的端口。' },
  'gateway/tailscale/mode': {
    name: 'Tailscale',
    about: '设为 serve 时，网关运行期间会执行 “tailscale serve”，你的其他设备可通过 HTTPS 访问。',
    options: { off: '关闭', serve: '向 tailnet 开放' },
  },
  'gateway/hooks/publicHost': {
    name: 'Webhook 的公开主机名',
    about: '来自互联网的隧道的主机名：只能访问 /hooks/，别无其他。',
  },
  'models/main': {
    name: '主模型',
    about: '负责回答的模型。未填写时：第一个有密钥的模型，其次是本机的 Ollama，最后是内置模型。',
  },
  'models/fallback': { name: '备用模型', about: '主模型失败时，按此顺序依次尝试。' },
  'models/fallbackForChosen': {
    name: '手动选择的模型也使用备用',
    about: '备用模型是否也可代替手动选择的模型来回答。回答中会注明。',
  },
  'models/local': { name: '本机模型', about: '运行在这台机器上的模型。' },
  'models/strongest': { name: '最强模型', about: '“最强的模型”所指的模型；未填写时为 models.main。' },
  'models/dailyCapUsd': {
    name: '每日上限',
    about: '云端模型每天最多花费的美元数。本机上的模型从不受限。',
  },
  'providers/*/api': { name: '接口', about: '服务器使用的接口。仅当名称不是已知厂商时才需要。' },
  'providers/*/apiKey': {
    name: 'API 密钥',
    about: '密钥，最好写成 ${NAME}：从环境变量读取，不写在这里。',
  },
  'providers/*/apiKeys': {
    name: '更多 API 密钥',
    about: '其他密钥：一个用完或被拒绝时，尝试下一个。',
  },
  'providers/*/baseUrl': { name: '地址', about: 'API 的地址，用于代理、网关和本地服务器。' },
  'providers/*/headers': { name: '附加请求头', about: '每次请求附加的请求头。' },
  'providers/*/input': {
    name: '模型可接收的内容',
    about: '那里的模型除文字外还能接收什么。未填写时：按已知的模型信息。',
    options: { image: '图片', pdf: 'PDF 文档', audio: '声音' },
  },
  'providers/*/contextTokens': {
    name: '上下文窗口',
    about: '那里的模型能容纳多少 token。未填写时：按已知的模型信息，否则为 32768。',
  },
  'providers/*/reasoning': {
    name: '思考',
    about: '那里的模型回答前思考多少；思考与回答一样计费。只适用于会思考的模型。未填写时：按厂商的默认方式。',
    options: { none: '不思考', low: '少量', medium: '适中', high: '较多' },
  },
  'agents/instances': { name: '代理进程', about: '分担工作的代理进程数量。' },
  ...under('agents/list/*', {
    name: { name: '名称', about: '助手的名称。未填写时：用它的标识。' },
    model: { name: '自己的模型', about: '在它的会话中回答的模型。未填写时：models.main。' },
    instructions: {
      name: '指令',
      about: '每次在你自己与它的会话中回答前告诉它的话。他人的会话不会得到这些指令。',
    },
  }),
  ...under('agents/defaults/sandbox', {
    mode: {
      name: '谁在容器内工作',
      about: '哪些会话在容器内工作：没有、他人的会话，或全部会话。',
      options: { off: '没有', 'non-main': '他人的会话', all: '全部会话' },
    },
    scope: {
      name: '容器',
      about: '每个会话各有一个容器，还是同一助手的所有会话共用一个。',
      options: { session: '每个会话一个', agent: '每个助手一个' },
    },
    workspaceAccess: {
      name: '你的工作区',
      about:
        '容器能看到你的工作区的什么：什么都看不到；在 owner/ 下只读；或以工作区本身代替容器自己的文件（rw）。',
      options: { none: '不可见', ro: '可读取', rw: '可修改' },
    },
    autoBuild: {
      name: '需要时构建镜像',
      about: '首次需要镜像时自动构建，而不必运行 “openclaw sandbox build”。',
    },
    spare: { name: '保留一个备用容器', about: '有过新会话之后，为下一个新会话准备好一个容器。' },
    memoryMb: { name: '内存', about: '一个容器的内存，包括 /tmp。' },
    cpus: { name: '处理器', about: '一个容器最多可占用的处理器数量。' },
    processes: { name: '进程', about: '一个容器内的进程和线程数量。' },
    openFiles: { name: '打开的文件', about: '容器内一个进程可同时打开的文件数量。' },
    diskMb: { name: '文件', about: '一个容器的文件；超过后容器会被停止。' },
    tmpMb: { name: '/tmp 的大小', about: '容器内 /tmp 的大小。' },
    freeDiskMb: { name: '保留的磁盘空间', about: '容器不会占用的磁盘剩余空间。' },
    idleHours: { name: '闲置多久后停止', about: '闲置的容器经过这么多小时后被停止。' },
    keepDays: { name: '闲置多久后移除', about: '闲置的容器经过这么多天后被移除。其文件仍随会话保留。' },
    socket: { name: '引擎套接字', about: '引擎的套接字，如果不是 Docker 的常用路径。启动时读取。' },
    runtime: { name: '容器运行时', about: '引擎所知的另一种容器运行时，例如 runsc（gVisor）。启动时读取。' },
  }),
  'tools/exec/mode': {
    name: '本机上的命令',
    about: '在这台机器上运行命令。',
    options: { ask: '先问我', allow: '不问即运行', deny: '从不运行' },
  },
  'tools/exec/allow': {
    name: '无需询问的命令',
    about: '无需询问即可运行的完整命令行，逐字匹配。例如 “git status”。',
  },
  'media/maxBytes': { name: '单个文件上限', about: '随消息接收的最大文件，以字节计。' },
  'media/totalBytes': { name: '全部文件合计', about: '所有保留的文件合计可占用的空间，以字节计。' },
  'media/days': { name: '文件保留时间', about: '文件保留多少天。工作区中的副本不受影响。' },
  ...under('channels/*', account),
  ...under('channels/*/accounts/*', account),
  'hooks/*/secret': {
    name: '密钥',
    about: '发送方用来签名的密钥：至少 24 个随机字符，只用于这个 Webhook，最好写成 ${NAME}。',
  },
  'hooks/*/auth': {
    name: '发送方如何证明身份',
    about: 'Standard Webhooks、GitHub 的方式，或 “Authorization: Bearer <密钥>”。',
  },
}
