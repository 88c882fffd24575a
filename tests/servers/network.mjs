// The whole Bluesky network on free loopback ports: data server, directory, AppView, moderation. Needs PostgreSQL
// (DB_POSTGRES_URL) and Redis (REDIS_HOST). Prints one line of JSON when ready; stops when standard input closes.
import { TestNetwork } from '@atproto/dev-env'

const network = await TestNetwork.create({ dbPostgresSchema: 'chaperone', pds: { hostname: 'localhost' } })
console.log(JSON.stringify({ pds: network.pds.url, plc: network.plc.url, appview: network.bsky.url }))

process.stdin.resume()
process.stdin.on('end', async () => {
  await network.close()
  process.exit(0)
})
