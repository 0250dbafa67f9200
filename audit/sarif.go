package audit

import (
	"encoding/json"
	"net/url"
)

// The parts of SARIF 2.1.0 that are used, as the OASIS standard names them.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool    sarifTool     `json:"tool"`
		Results []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string         `json:"id"`
		ShortDescription sarifText      `json:"shortDescription"`
		FullDescription  sarifText      `json:"fullDescription"`
		Default          sarifDefault   `json:"defaultConfiguration"`
		Properties       map[string]any `json:"properties"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifDefault struct {
		Level string `json:"level"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		Level        string             `json:"level"`
		Message      sarifText          `json:"message"`
		Locations    []sarifLocation    `json:"locations,omitempty"`
		Fingerprints map[string]string  `json:"partialFingerprints"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
		Baseline     string             `json:"baselineState,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine int `json:"startLine"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Justification string `json:"justification"`
	}
)

// sarifLevels are SARIF's words for the severities.
var sarifLevels = map[Severity]string{Critical: "error", High: "error", Medium: "warning", Low: "note"}

// securitySeverity is what GitHub sorts by.
var securitySeverity = map[Severity]string{Critical: "9.5", High: "8.0", Medium: "5.0", Low: "2.0"}

// SARIF returns the open and the waived findings in the Static Analysis Results Interchange Format 2.1.0.
func (r *Report) SARIF() ([]byte, error) {
	run := sarifRun{Tool: sarifTool{Driver: sarifDriver{Name: "scaffold", Version: r.Tool, Rules: []sarifRule{}}}, Results: []sarifResult{}}
	ruled := map[string]bool{}
	for _, f := range r.Findings {
		if f.Status != Fail && f.Status != Partial {
			continue
		}
		if !ruled[f.Check] {
			ruled[f.Check] = true
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, f.rule())
		}
		run.Results = append(run.Results, f.result())
	}
	log := sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run}}
	text, err := json.MarshalIndent(log, "", "  ")
	return append(text, '\n'), err
}

func (f Finding) rule() sarifRule {
	return sarifRule{
		ID: f.Check, ShortDescription: sarifText{f.Title}, FullDescription: sarifText{f.Impact},
		Default:    sarifDefault{sarifLevels[f.Severity]},
		Properties: map[string]any{"tags": []string{"production-readiness", f.Gap}, "security-severity": securitySeverity[f.Severity]},
	}
}

func (f Finding) result() sarifResult {
	text := f.sentence()
	if f.Fix != "" {
		text += ". Close it by: " + f.Fix
	}
	result := sarifResult{
		RuleID: f.Check, Level: sarifLevels[f.Severity], Message: sarifText{text},
		Fingerprints: map[string]string{"scaffold/v1": f.Fingerprint()},
	}
	if f.At.Path != "" {
		at := sarifPhysical{Artifact: sarifArtifact{URI: uri(f.At.Path)}}
		if f.At.Line > 0 {
			at.Region = &sarifRegion{f.At.Line}
		}
		result.Locations = []sarifLocation{{at}}
	}
	if f.Waived != nil {
		result.Suppressions = []sarifSuppression{{"external", f.Waived.Reason + " (" + f.Waived.Owner + ", until " + f.Waived.Until + ")"}}
	}
	if f.Known {
		result.Baseline = "unchanged"
	}
	return result
}

// uri spells a path as a relative reference.
func uri(path string) string { return (&url.URL{Path: path}).String() }
