export const Environments = () => null;
