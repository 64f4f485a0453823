import { expect, test, vi } from 'vitest'
import { startNative } from '../../../src/backends/start-native.js'
import { withVariables } from '../../../src/run/with-variables.js'

vi.mock('../../../src/util/processor.js', () => ({ processorHas: () => false }))

test.runIf(process.env.TEST_BACKEND === 'native')(
  'operations that the processor cannot compute are refused',
  async () => {
    await expect(withVariables({ POLYHEAD_OWN_OPERATIONS: '1' }, () => startNative())).rejects.toMatchObject({
      diagnostics: [
        { message: 'POLYHEAD_OWN_OPERATIONS=1 takes a processor with AVX2 and FMA, which this one has not' },
      ],
    })
  },
)
