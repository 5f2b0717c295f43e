// The independent server, once for each test, with a control server beside them, on the loopback.
//
// Started by twin.py in the folder into which the packages were installed. Its first line on stdout
// is the control server's address. `/` takes a scenario as JSON (guild, channels, roles, people, bot,
// token, database), makes a twin of it and says where it listens and its number; `/<number>/<operation>`
// is about that twin. It ends when its stdin does, so it never outlives the tests that started it.
import http from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const installed = createRequire(join(process.cwd(), 'package.json'))
const { DigitalDiscord } = await import(pathToFileURL(installed.resolve('discord-digital-twin')))

const LOOPBACK = '127.0.0.1'
const DIRECT_MESSAGES = 1 // Discord's number for this type of channel

// The twin would listen on every interface.
const listen = http.Server.prototype.listen
http.Server.prototype.listen = function (port, done) {
  return listen.call(this, port, LOOPBACK, done)
}

const twins = []

async function start(scenario) {
  const twin = new DigitalDiscord({
    guild: { ...scenario.guild, channels: scenario.channels },
    users: scenario.people.map(({ id, name }) => ({ id, username: name })),
    botUser: { id: scenario.bot.id, username: scenario.bot.name },
    botToken: scenario.token,
    dbUrl: `file:${scenario.database}`, // all twins of a process would share one in memory
  })
  await twin.prisma.$queryRawUnsafe('PRAGMA synchronous = OFF') // nothing outlives its test
  await twin.start()
  // Without this the twin calls everybody an administrator.
  for (const { id: userId, permissions } of scenario.people) {
    await twin.prisma.guildMember.updateMany({ where: { userId }, data: { permissions } })
  }
  for (const role of scenario.roles) {
    await twin.prisma.role.create({ data: { ...role, guildId: scenario.guild.id } })
  }
  return { number: twins.push(twin) - 1, api: `http://${LOOPBACK}:${twin.port}` }
}

// Each takes the twin and its prisma, and what it is told.
const operations = {
  // What a person does.
  send: (twin, { channel, person, text, reply_to }) =>
    twin.simulateUserMessage({
      channelId: channel,
      userId: person,
      content: text,
      messageReference: reply_to && { message_id: reply_to, channel_id: channel },
    }),
  interact: (twin, { channel, person, type, data, message }) =>
    twin.simulateInteraction({ channelId: channel, userId: person, type, data, messageId: message }),

  // What is there to see.
  channels: ({ prisma }) => prisma.channel.findMany(),
  roles: ({ prisma }) => prisma.role.findMany(),
  messages: (twin, { channel }) => twin.channel(channel).getMessages(),
  reactions: ({ prisma }, { message }) => prisma.reaction.findMany({ where: { messageId: message } }),
  commands: async ({ prisma }) => (await prisma.applicationCommand.findMany()).map(opened('options')),
  response: async ({ prisma }, { interaction }) =>
    opened('data')(
      await prisma.interactionResponse.findUniqueOrThrow({ where: { interactionId: interaction } }),
    ),

  stop: (twin) => twin.stop(),

  // What the twin itself lacks; proxy.py says why.
  direct_channel: ({ prisma }, { person }) =>
    prisma.channel.upsert({
      where: { id: directChannelOf(person) },
      update: {},
      create: { id: directChannelOf(person), type: DIRECT_MESSAGES, ownerId: person },
    }),
  rename_channel: ({ prisma }, { channel, to }) =>
    prisma.channel.update({ where: { id: channel }, data: { id: to } }),
  forget_message: ({ prisma }, { interaction }) =>
    prisma.interactionResponse.updateMany({
      where: { interactionId: interaction, acknowledged: false },
      data: { messageId: null },
    }),
  attach: ({ prisma }, { message, attachments }) =>
    prisma.message.update({
      where: { id: message },
      data: { attachments: JSON.stringify(attachments) },
    }),
}

function opened(column) {
  return (row) => ({ ...row, [column]: row[column] && JSON.parse(row[column]) })
}

function directChannelOf(person) {
  return String(BigInt(person) + 1n)
}

async function body(request) {
  let text = ''
  for await (const chunk of request) text += chunk
  return JSON.parse(text)
}

async function answer(request, response) {
  try {
    const told = await body(request)
    const [, number, operation] = request.url.split('/')
    const result = operation ? await operations[operation](twins[number], told) : await start(told)
    response.end(JSON.stringify(result ?? null))
  } catch (error) {
    response.statusCode = 500
    response.end(String(error.stack))
  }
}

const control = http.createServer(answer)
control.listen(0, () => console.log(`http://${LOOPBACK}:${control.address().port}`))

process.stdin.resume().on('end', () => process.exit())
