"""What people do: each event asks the portal by its own actions and tells the model."""
