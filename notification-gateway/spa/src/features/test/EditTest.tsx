export const EditTest = () => null;
