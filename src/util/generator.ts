/**
 * PyTorch's default generator (MT19937), draw for draw.
 * The default seed is the one that an unseeded torch.Generator has.
 */
export class Generator {
  constructor(readonly seed: number | bigint = 67280421310721n) {}
}
