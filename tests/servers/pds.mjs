// A Bluesky personal data server with its directory (PLC) on free loopback ports. Prints one line of JSON when ready;
// stops when its standard input closes, so that it cannot outlive the test run that started it.
import { TestNetworkNoAppView } from '@atproto/dev-env'

const network = await TestNetworkNoAppView.create({ pds: { hostname: 'localhost' }, plc: {} })
console.log(JSON.stringify({ pds: network.pds.url, plc: network.plc.url }))

process.stdin.resume()
process.stdin.on('end', async () => {
  await network.close()
  process.exit(0)
})
