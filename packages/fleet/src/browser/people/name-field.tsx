interface NameProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (name: string) => void;
}

/** Of a person or a rig that is to be added. */
export function NameField({ label, value, onInput }: NameProps) {
  return (
    <label>
      {label}
      <input
        type="text"
        required
        maxLength={100}
        autocomplete="off"
        value={value}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </label>
  );
}
